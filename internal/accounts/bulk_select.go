package accounts

import (
	"context"

	"gorm.io/gorm"
)

// IDs returns a query for the IDs of the customers, to be used in a statement of another table.
func (l *Selection) IDs(ctx context.Context) *gorm.DB { return l.query(ctx).Select("customers.id") }
