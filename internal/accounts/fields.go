package accounts

import (
	"strconv"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

const (
	maxTags       = 50
	maxTag        = 50
	maxExternalID = 255
)

// setEmail sets a checked email address.
func setEmail(c *models.Customer, a input.Address) {
	c.Email, c.EmailKey, c.EmailFold = a.Shown, a.Key, a.Fold
}

func setName(c *models.Customer, name *string) {
	c.Name, c.NameFold = name, ""
	if name != nil {
		c.NameFold = fold.Text(*name)
	}
}

func setExternalID(c *models.Customer, id *string) {
	c.ExternalID, c.ExternalIDFold = id, nil
	if id != nil {
		folded := fold.Text(*id)
		c.ExternalIDFold = &folded
	}
}

// index updates the search text.
func index(c *models.Customer) {
	c.SearchText = fold.Join(c.Name, &c.Email, c.Phone)
}

// checkTags returns the tags as rows, without those that differ from another only in case and accents.
func checkTags(f *apperr.Fields, at apperr.Path, tags []string) []models.CustomerTag {
	if len(tags) > maxTags {
		f.Add(at, apperr.CodeTooLong, tooManyTags)
		return nil
	}
	rows, seen := []models.CustomerTag{}, map[string]bool{}
	for i, tag := range tags {
		tag = input.Required(f, at.At(strconv.Itoa(i)), tag, maxTag)
		folded := fold.Text(tag)
		if seen[folded] {
			continue
		}
		seen[folded] = true
		rows = append(rows, models.CustomerTag{Tag: tag, TagFold: folded, Position: len(rows)})
	}
	return rows
}

// asFieldError converts a violation of a unique index to a field error, and returns any other error unchanged.
func asFieldError(err error) error {
	switch column, _ := db.UniqueViolation(err); column {
	case "customers.email_key":
		return apperr.Field(apperr.Path{"input", "email"}, apperr.CodeEmailTaken, emailTaken)
	case "customers.external_id":
		return apperr.Field(apperr.Path{"input", "externalId"}, apperr.CodeExternalIDTaken, externalIDTaken)
	}
	return err
}

// tooManyTags is the message for more than maxTags tags.
const tooManyTags = "A customer can have at most 50 tags"

const (
	emailTaken      = "There is already a customer with this email address"
	externalIDTaken = "There is already a customer with this external ID"
)
