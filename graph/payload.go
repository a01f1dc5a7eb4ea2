package graph

import "clientele/models"

// The ids of a payload's records, which also callers get who may not read the records; nil where there is no record.

func customerIDOf(c *models.Customer) *string {
	if c == nil {
		return nil
	}
	return &c.ID
}

func addressIDOf(a *models.Address) *string {
	if a == nil {
		return nil
	}
	return &a.ID
}

func orderIDOf(o *models.Order) *string {
	if o == nil {
		return nil
	}
	return &o.ID
}
