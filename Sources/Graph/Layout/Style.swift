/// Measures of the drawing, in pixels.
enum Style {
    static let nameSize = 13.0
    static let nameLineHeight = 16.0
    static let detailSize = 11.0
    static let labelSize = 11.0
    static let labelLineHeight = 14.0
    static let maximumLabels = 4
    static let maximumLabelWidth = 190.0
    static let minimumWidth = 168.0
    static let maximumTextWidth = 230.0
    static let iconSide = 30.0
    static let iconLeft = 10.0
    static let textLeft = 50.0
    /// With room for the badge of a status.
    static let textRight = 30.0
    static let endSize = Size(64, 30)
    static let padding = 14.0
    static let branchPadding = 16.0
    static let branchGap = 12.0
    static let margin = 24.0
    static let cornerRadius = 9.0

    static func headerHeight(lineCount: Int) -> Double { 50 + Double(lineCount - 1) * nameLineHeight }
}
