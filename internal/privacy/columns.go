package privacy

import "slices"

// Class is what the values of a column say about a person.
type Class string

// The classes of columns.
const (
	Keep       Class = "keep"       // nothing, or what the shop's books need; erasure leaves it
	Identifies Class = "identifies" // who the person is
	Contact    Class = "contact"    // how to reach the person
	FreeText   Class = "free text"  // texts that can say anything
	Derived    Class = "derived"    // copies of other columns, such as for searches; erased, and not exported
	Secret     Class = "secret"     // credentials, hashes of personal data, and what else is erased but never exported
)

// Personal reports whether a column of the class holds personal data that an export contains. Columns of the class Keep
// are not personal, but make an export readable.
func (c Class) Personal() bool { return c == Identifies || c == Contact || c == FreeText }

// Link is what a column that ties a row to a person contains.
type Link string

// The links.
const (
	CustomerLink Link = "customer" // the id of the customer
	AddressLink  Link = "address"  // the id of an address of the customer
	OrderLink    Link = "order"    // the id of an order of the customer or the guest
	EmailLink    Link = "email"    // the person's normalized email address, or a former one
	EventLink    Link = "event"    // the id of an event of the customer or of one of the orders
	JobLink      Link = "job"      // the id of a job that can contain anybody; see jobs.Forget
)

// Relation is how rows of a table belong to a person: by what a column contains, and a further condition in SQL, or ""
// for none. One relation is sufficient.
type Relation struct {
	Link   Link
	Column string
	Where  string
}

// Erasure is what an erasure does to the rows of a person.
type Erasure string

// The kinds of erasure.
const (
	Kept        Erasure = "kept"        // the rows remain as they are
	Deleted     Erasure = "deleted"     // the rows are deleted
	Overwritten Erasure = "overwritten" // the rows remain, and their columns are overwritten as Column.Becomes says
)

// Value is what an erasure stores in a column.
type Value string

// The values.
const (
	Unchanged Value = ""
	Null      Value = "NULL"
	Empty     Value = "''"
	EmptyList Value = "'[]'"     // a JSON array without elements
	Computed  Value = "computed" // a value that the package of Table.By computes
)

// Column is a column of a table with personal data.
type Column struct {
	Name    string
	Class   Class
	Becomes Value  // in rows that are Overwritten
	Unless  string // a condition in SQL under which a row keeps its value; "" for none
}

// Table is what the program knows about the personal data in a table of the database.
type Table struct {
	Name string
	// Reason says why a table has no personal data of customers. Its columns are then not listed.
	Reason    string
	Relations []Relation
	Rows      Erasure
	By        string // the package that erases the rows, if this one does not
	Columns   []Column
}

// Tables returns the map of all tables and columns of the database, which erasures and exports are made from. An
// erasure goes through it from the end, so a table follows those by which its rows belong to a person.
func Tables() []Table {
	return slices.Concat(accountTables(), orderTables(), historyTables(), jobTables(), otherTables())
}

// TableOf returns the entry of a table.
func TableOf(name string) (Table, bool) {
	all := Tables()
	i := slices.IndexFunc(all, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return all[i], true
}

// Column returns the entry of a column of the table.
func (t Table) Column(name string) (Column, bool) {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return Column{}, false
	}
	return t.Columns[i], true
}

// Erased returns what an erasure stores in the columns of the table, by the name of the column.
func (t Table) Erased() map[string]Value {
	erased := map[string]Value{}
	for _, c := range t.Columns {
		if c.Becomes != Unchanged {
			erased[c.Name] = c.Becomes
		}
	}
	return erased
}

// unless sets the condition under which rows keep the values of columns.
func unless(condition string, columns []Column) []Column {
	for i := range columns {
		columns[i].Unless = condition
	}
	return columns
}

// of returns columns of the class in rows that are deleted or remain as they are.
func (c Class) of(names ...string) []Column { return c.to(Unchanged, names...) }

// to returns columns of the class that are overwritten with a value.
func (c Class) to(v Value, names ...string) []Column {
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i] = Column{Name: name, Class: c, Becomes: v}
	}
	return columns
}
