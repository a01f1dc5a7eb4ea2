// Package bind gives the pages of each list the name that the schema gives them, so that gqlgen binds them by name.
package bind

import (
	"clientele/internal/page"
	"clientele/models"
)

// The pages of each list, and their elements.
type (
	CustomerConnection = page.Connection[*models.Customer]
	CustomerEdge       = page.Edge[*models.Customer]
	AddressConnection  = page.Connection[*models.Address]
	AddressEdge        = page.Edge[*models.Address]
	OrderConnection    = page.Connection[*models.Order]
	OrderEdge          = page.Edge[*models.Order]
	MailConnection     = page.Connection[*models.Mail]
	MailEdge           = page.Edge[*models.Mail]
)
