package models

// ListKind is a list of the dashboard.
type ListKind string

// The lists.
const (
	ListOfCustomers ListKind = "CUSTOMERS"
	ListOfOrders    ListKind = "ORDERS"
)

// StoredView is a view of a list of the dashboard under a name, as it is stored.
type StoredView struct {
	ID        string
	MemberID  *string // the owner; nil if the owner is no longer a staff member
	List      ListKind
	Name      string
	Shared    bool
	Filter    *string // JSON of a CustomerFilter or an OrderFilter
	Search    *string
	Sort      *string // JSON of a CustomerSort or an OrderSort
	Columns   *string // JSON array of names; nil for the usual ones
	CreatedAt Time    `gorm:"autoCreateTime:false"`
	UpdatedAt Time    `gorm:"autoUpdateTime:false"`
	Version   int
}

// ListColumns are the columns of a list that a staff member has chosen.
type ListColumns struct {
	MemberID string
	List     ListKind
	Columns  string // JSON array of names
}

// TableName returns the name of the table.
func (StoredView) TableName() string { return "saved_views" }
