package config

// Import holds the commands that import records from files.
type Import struct {
	Customers struct {
		ImportFile
		Match string `default:"" enum:"external-id,email," placeholder:"external-id" help:"Value by which customers are matched with existing ones: external-id or email. The default is external-id, and email for magento, whose files have no ID."`
	} `cmd:"" help:"Import customers with their addresses. Existing customers are updated."`
	Orders ImportFile `cmd:"" help:"Import orders. Import the customers first."`
}

// ImportFile holds the arguments of an import.
type ImportFile struct {
	File     string            `arg:"" help:"File to import; - for standard input."`
	Format   string            `default:"csv" enum:"csv,jsonl,shopify,woocommerce,magento,moltin" help:"Format: csv, jsonl, shopify, woocommerce, magento or moltin."`
	Encoding string            `default:"utf-8" enum:"utf-8,windows-1252" help:"Encoding of a CSV file: utf-8 or windows-1252."`
	Columns  map[string]string `name:"column" mapsep:"none" placeholder:"COLUMN=FIELD" help:"Field of a column that is not recognized by its name, such as Mail=email; nothing after = ignores the column. Can be repeated."`
	Country  string            `placeholder:"CC" help:"Country of addresses without one, such as DE."`
	DryRun   bool              `help:"Report what the import would do, without storing anything."`
	Report   string            `placeholder:"FILE" help:"File for the records that failed, with their errors, to correct and import again."`
}

// Export holds the commands that export records to files.
type Export struct {
	Customers struct {
		ExportFile
		PasswordHashes bool `help:"Include the password hashes. Keep the file secret."`
	} `cmd:"" help:"Export customers with their addresses."`
	Orders ExportFile `cmd:"" help:"Export orders."`
}

// ExportFile holds the arguments of an export.
type ExportFile struct {
	Format  string   `default:"csv" enum:"csv,jsonl" help:"Format: csv or jsonl."`
	Filter  string   `placeholder:"JSON" help:"Conditions as in the API, such as '{\"tags\":{\"has\":\"VIP\"}}'."`
	Search  string   `placeholder:"WORDS" help:"Words to search for, as in the API."`
	Columns []string `placeholder:"A,B" help:"Columns of a CSV file, in this order; by default all except id."`
	Output  string   `placeholder:"FILE" help:"File to write; standard output by default."`
}

// Erasures holds the commands for the erasures of personal data.
type Erasures struct {
	List struct {
		Output string `placeholder:"FILE" help:"File to write; standard output by default."`
	} `cmd:"" help:"List the erasures as JSON lines, without personal data. Keep the list beside your backups."`
	Apply struct {
		File string `arg:"" optional:"" help:"List of erasures; - for standard input. By default, those of the database are repeated."`
	} `cmd:"" help:"Erase again whoever a restored backup has brought back. Can be repeated."`
}
