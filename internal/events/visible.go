package events

import (
	"context"
	"slices"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/models"
)

// scopes are the scopes that are required to read the events about each kind of record.
var scopes = map[models.EventSubject]models.Scope{
	models.SubjectCustomer:    models.CustomersRead,
	models.SubjectAddress:     models.CustomersRead,
	models.SubjectCustomField: models.CustomersRead,
	models.SubjectShop:        models.CustomersRead,
	models.SubjectGroup:       models.CustomersRead,
	models.SubjectOrder:       models.OrdersRead,
	models.SubjectStaffMember: models.StaffWrite,
	models.SubjectAPIKey:      models.StaffWrite,
	models.SubjectWebhook:     models.StaffWrite,
	models.SubjectJob:         models.StaffWrite,
}

// ReadScope returns the scope that is required to read events of a type.
func ReadScope(t models.EventType) models.Scope { return scopes[t.Subject()] }

// visible returns the condition of the events that a caller may read, of the given types or of all if types is nil.
// Customers may read the events of their own history that are not hidden, other callers the events about records for
// which they have the scope. A type for which a scope is missing is apperr.Forbidden.
func visible(caller auth.Caller, types []models.EventType) (filter.Expr, error) {
	wanted := filter.Enum("events.type", nil, types)
	switch caller.Kind {
	case auth.Anonymous:
		return filter.Expr{}, apperr.SignIn()
	case auth.Customer:
		own := filter.SQL("events.customer_id = ? AND NOT events.hidden", caller.CustomerID)
		return filter.And(own, wanted), nil
	}
	for _, t := range types {
		scope, ok := scopes[t.Subject()]
		if !ok {
			return filter.Expr{}, apperr.Bad("%s is not a type of event", t)
		}
		if !caller.Can(scope) {
			return filter.Expr{}, apperr.Scope(string(scope))
		}
	}
	kinds := []models.EventSubject{} // not nil, which would be no condition
	for kind, scope := range scopes {
		if caller.Can(scope) {
			kinds = append(kinds, kind)
		}
	}
	if types != nil || len(kinds) == len(scopes) {
		return wanted, nil
	}
	slices.Sort(kinds) // the same statement each time
	where := filter.Enum("events.subject_kind", nil, kinds)
	if !caller.Can(models.CustomersRead) && !caller.Can(models.OrdersRead) {
		where = filter.And(filter.SQL(administrative), where) // for its index
	}
	return where, nil
}

// shopFields are the fields that customers can never read.
var shopFields = map[models.EventSubject][]string{
	models.SubjectCustomer: {"disabledAt", "disabledReason", "groups", "mergedIds", "note", "tags"},
	models.SubjectOrder:    {"reason", "reference"},
}

// show removes from events what the caller may not see of them. Customers see the shop instead of the people and
// programs that act for it, and only the fields that customers can read now. Other callers need CUSTOMERS_READ to see
// which customer has acted.
func (s *Service) show(ctx context.Context, caller auth.Caller, rows []*models.Event) error {
	if caller.Kind != auth.Customer {
		for _, e := range rows {
			if e.ActorKind == models.ByCustomer && !caller.Can(models.CustomersRead) {
				e.ActorID = nil
			}
		}
		return nil
	}
	if len(rows) == 0 {
		return nil
	}
	readable, err := s.o.Fields.ReadableByCustomers(ctx)
	if err != nil {
		return err
	}
	for _, e := range rows {
		e.RequestID = nil
		if e.ActorKind != models.ByCustomer && e.ActorKind != models.ByGuest {
			e.ActorKind, e.ActorID, e.ActorName = models.ByShop, nil, nil
		} else if e.ActorID != nil && !caller.Owns(*e.ActorID) {
			e.ActorID = nil
		}
		e.KeepChanges(func(field string) bool {
			owner, key, custom := customField(e.SubjectKind, field)
			if custom {
				return readable(owner, key, e.At)
			}
			return !slices.Contains(shopFields[e.SubjectKind], field)
		})
	}
	return nil
}

// customField returns the owner and the key of a custom field by its name in the event of a record. The addresses of an
// order have the custom fields of addresses.
func customField(subject models.EventSubject, field string) (models.CustomFieldOwner, string, bool) {
	within, key, custom := strings.Cut(field, "customFields.")
	if within != "" {
		return models.OwnerAddress, key, custom
	}
	return models.CustomFieldOwner(subject), key, custom
}
