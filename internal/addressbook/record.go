package addressbook

import (
	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// changesOf returns the changes of an address's own fields, to decide whether to store them and to record them.
func changesOf(before, after *models.Address) events.Changes {
	var c events.Changes
	c.Text("label", before.Label, after.Label)
	c.Text("firstName", before.FirstName, after.FirstName)
	c.Text("lastName", before.LastName, after.LastName)
	c.Text("company", before.Company, after.Company)
	c.String("line1", before.Line1, after.Line1)
	c.Text("line2", before.Line2, after.Line2)
	c.Text("city", before.City, after.City)
	c.Text("region", before.Region, after.Region)
	c.Text("postcode", before.Postcode, after.Postcode)
	c.String("country", string(before.Country), string(after.Country))
	c.Text("phone", before.Phone, after.Phone)
	c.Text("instructions", before.Instructions, after.Instructions)
	c.Bool("isDefaultShipping", before.IsDefaultShipping, after.IsDefaultShipping)
	c.Bool("isDefaultBilling", before.IsDefaultBilling, after.IsDefaultBilling)
	return c
}

// deletedValues returns the fields of a deleted address, so that its history still shows what it was.
func deletedValues(a *models.Address) events.Changes {
	return changesOf(&models.Address{}, a).Removed()
}

// entry describes an event of an address as it is now.
func entry(a *models.Address, what models.EventType, changes events.Changes) events.Entry {
	return events.Entry{Type: what, SubjectID: a.ID, CustomerID: a.CustomerID, Changes: changes, Version: a.Version}
}

// record records an event of an address in the transaction of its change.
func (s *Service) record(
	tx *gorm.DB, caller auth.Caller, a *models.Address, what models.EventType, changes events.Changes,
) error {
	return events.Record(tx, caller, models.At(s.o.Now()), entry(a, what, changes))
}
