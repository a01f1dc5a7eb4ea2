package accounts_test

import (
	"context"
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/bulk"
	"clientele/internal/onetime"
)

type tx = *gorm.DB

func (s *shop) inTx(f func(ctx context.Context, tx tx) error) error {
	return s.db.InTx(context.Background(), func(tx *gorm.DB) error { return f(context.Background(), tx) })
}

func (s *shop) sweepTokens() error { return onetime.New(s.db, s.now).Sweep(context.Background()) }

func (s *shop) disable(id string) error {
	_, err := s.Disable(context.Background(), writer, id, nil)
	return err
}

// changeMany updates a customer as one of many, with the JSON of the input, or deletes it if there is none.
func (s *shop) changeMany(id, input string) error {
	ctx, change := context.Background(), accounts.BulkDeletion()
	if input != "" {
		var in accounts.BulkUpdateInput
		err := json.Unmarshal([]byte(input), &in)
		if err == nil {
			change, err = s.CheckBulkUpdate(ctx, writer, nil, in)
		}
		if err != nil {
			return err
		}
	}
	results, err := s.ChangeMany(ctx, writer, []string{id}, change, nil)
	if err == nil && results[0].Outcome != bulk.Updated {
		err = results[0].Err
	}
	return err
}

// signUpByMail signs up as a visitor of a shop that wants a verification first.
func (s *shop) signUpByMail(ctx context.Context, email, password string) error {
	c, token, err := s.Create(ctx, visitor, accounts.CreateCustomerInput{Email: email, Name: p("Ann Example"), Password: &password})
	if c != nil || token != nil {
		s.t.Errorf("signing up as %s made %+v", email, c)
	}
	return err
}

// fold makes a local part of a test's name, all of whose letters tell it apart.
func fold(name string) string {
	name = strings.NewReplacer(" ", "", ",", "").Replace(name)
	return name[max(0, len(name)-50):]
}

// places returns from how many network addresses a customer is known.
func (s *shop) places(customerID string) int {
	s.t.Helper()
	var n int64
	if err := s.db.Read(context.Background()).Table("known_places").Where("customer_id = ?", customerID).Count(&n).Error; err != nil {
		s.t.Fatal(err)
	}
	return int(n)
}
