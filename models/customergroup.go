package models

// CustomerGroup is a group of customers, such as wholesalers.
type CustomerGroup struct {
	ID          string
	Name        string
	NameFold    string // folded; unique
	Description *string
	CreatedAt   Time `gorm:"autoCreateTime:false"`
	UpdatedAt   Time `gorm:"autoUpdateTime:false"`
	Version     int
}

// IsNode marks CustomerGroup as a Node.
func (*CustomerGroup) IsNode() {}

// CustomerGroupMember is a customer in a group.
type CustomerGroupMember struct {
	CustomerID string
	GroupID    string
}
