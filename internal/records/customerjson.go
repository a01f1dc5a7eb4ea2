package records

import (
	"encoding/json"

	"clientele/internal/apperr"
)

// readCustomerLines returns a reader of customers as JSON objects with the members of UpsertCustomerInput, and those
// that only files have: passwordHash, disabled, disabledReason, and groups with names instead of groupIds.
func readCustomerLines(country string) func(j *jsonRecord, text []byte) *Customer {
	known := newCountries(country)
	return func(j *jsonRecord, text []byte) *Customer {
		c := &Customer{}
		in := &c.Input
		j.object("", text, func(name string, a at, text json.RawMessage) bool {
			switch name {
			case "email":
				in.Email = some(j.text(a, text))
			case "externalId":
				in.ExternalID = some(j.text(a, text))
			case "name":
				in.Name = some(j.text(a, text))
			case "phone":
				in.Phone = some(j.text(a, text))
			case "locale":
				in.Locale = some(j.text(a, text))
			case "acceptsMarketing":
				in.AcceptsMarketing = some(j.boolean(a, text))
			case "emailVerified":
				in.EmailVerified = some(j.boolean(a, text))
			case "note":
				in.Note = some(j.text(a, text))
			case "tags":
				in.Tags = some(j.texts(a, text))
			case "groups":
				in.GroupNames = some(j.texts(a, text))
			case "customFields":
				in.CustomFields = some(j.values(a, text))
			case "passwordHash":
				in.PasswordHash = j.text(a, text)
			case "createdAt":
				in.CreatedAt = j.time(a, text)
			case "disabled":
				in.Disabled = some(j.boolean(a, text))
			case "disabledReason":
				in.DisabledReason = some(j.text(a, text))
			case "addresses":
				j.list(a, text, func(a at, text []byte) {
					if address := j.address(a, text, known); address != nil {
						in.Addresses = append(in.Addresses, address)
					} else {
						j.fault(a, apperr.CodeInvalid, "Must be an object")
					}
				})
			default:
				return false
			}
			return true
		})
		c.Source = j.src
		return c
	}
}
