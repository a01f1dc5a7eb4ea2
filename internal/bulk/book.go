package bulk

import "clientele/models"

// Book is the address book of a customer in memory, while the records of a batch are applied to it.
type Book struct {
	CustomerID string
	Entries    []BookEntry // oldest first
}

// BookEntry is an address of a Book.
type BookEntry struct {
	models.Address
	Stored  bool // the database has an earlier version of it
	Changed bool // it must be stored
	// WasDefault is set if the database has it as a default for shipping or billing.
	WasDefault bool
}

// Clone returns a copy of a book that can be changed without changing the book.
func (b *Book) Clone() *Book {
	return &Book{CustomerID: b.CustomerID, Entries: append([]BookEntry(nil), b.Entries...)}
}
