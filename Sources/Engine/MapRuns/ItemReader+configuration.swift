package import Datasets
package import StatesLanguage

extension ItemReader {
    /// How the file that the reader names is to be read.
    ///
    /// - Throws: `DatasetError` where `maxItems` is out of bounds.
    package func configuration(maxItems: Int?) throws(DatasetError) -> ReaderConfiguration {
        let format: ReaderConfiguration.Format =
            switch inputType {
            case .csv: .csv(csv)
            case .jsonLines: .jsonLines
            case .parquet: .parquet
            case .json, .manifest, nil: .json(itemsPointer: itemsPointer)
            }
        return try ReaderConfiguration(format: format, maxItems: maxItems)
    }

    private var csv: CSVConfiguration {
        let header: CSVConfiguration.Header =
            if case .given(let names)? = csvHeader { .given(names) } else { .firstRow }
        return CSVConfiguration(
            header: header, delimiter: CSVConfiguration.Delimiter(rawValue: csvDelimiter.rawValue) ?? .comma)
    }
}
