/// Rows of text in columns.
struct Table {
    let headings: [String]
    private(set) var rows: [[Cell]] = []

    struct Cell {
        let text: String
        let colour: Colour?

        init(_ text: String, _ colour: Colour? = nil) {
            self.text = text
            self.colour = colour
        }
    }

    init(_ headings: String...) { self.headings = headings }

    mutating func add(_ cells: Cell...) { rows.append(cells) }

    /// Prints the table; on a terminal the last column is cut where the line ends.
    func print(to terminal: Terminal) {
        let widths = headings.indices.map { column in
            max(headings[column].count, rows.map { $0[column].text.count }.max() ?? 0)
        }
        var text = terminal.colour(.faint, line(headings.map { Cell($0) }, widths, terminal, isPlain: true)) + "\n"
        for row in rows { text += line(row, widths, terminal) + "\n" }
        terminal.write(text)
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ terminal: Terminal, isPlain: Bool = false) -> String {
        var room = terminal.isInteractive ? terminal.width : Int.max
        return cells.enumerated().map { column, cell in
            let isLast = column == cells.count - 1
            let text = isLast ? String(cell.text.prefix(max(room, 8))) : cell.text
            let padding = isLast ? "" : String(repeating: " ", count: widths[column] - cell.text.count + 2)
            if !isLast { room -= widths[column] + 2 }
            guard !isPlain, let colour = cell.colour else { return text + padding }
            return terminal.colour(colour, text) + padding
        }.joined()
    }
}
