package customfields_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/servicetest"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	boss = auth.Caller{
		Kind: auth.APIKey, KeyID: "key_b",
		Scopes: []models.Scope{models.SettingsWrite, models.CustomersRead, models.OrdersRead},
	}
	visitor = auth.Caller{}
	at      = apperr.Path{"input", "customFields"}
)

type fieldInput = customfields.CreateCustomFieldInput

// shop is the service on one database.
type shop struct {
	*customfields.Service
	t  *testing.T
	db *db.DB
}

func onEach(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &shop{t: t, db: d}
		s.Service = customfields.New(d, s.now, throttle.New(d, s.now))
		test(t, s)
	})
}

func (s *shop) now() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func p[T any](v T) *T { return &v }

// define creates a field of customers that they may write.
func (s *shop) define(key string, kind models.CustomFieldType, change func(*fieldInput)) *models.CustomField {
	s.t.Helper()
	in := customfields.CreateCustomFieldInput{
		Owner: models.OwnerCustomer, Key: key, Label: key, Type: kind, Access: models.AccessWrite,
	}
	if change != nil {
		change(&in)
	}
	f, err := s.Create(context.Background(), boss, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// write validates and stores values of a record.
func (s *shop) write(caller auth.Caller, owner string, values customfields.Values, isNew bool) error {
	ctx := context.Background()
	var f apperr.Fields
	c, err := s.Check(ctx, caller, &f, at, models.OwnerCustomer, values, isNew)
	if err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	return c.Conflict(s.db.InTx(ctx, func(tx *gorm.DB) error {
		_, err := s.StoreIn(tx, owner, c)
		return err
	}))
}

// read returns a record's values as JSON, by key.
func (s *shop) read(owner string) string {
	s.t.Helper()
	set, err := s.Load(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	var ids []string
	for _, f := range set.Of(models.OwnerCustomer) {
		ids = append(ids, f.ID)
	}
	found, err := s.ValuesFor(context.Background(), []string{owner}, ids)
	if err != nil {
		s.t.Fatal(err)
	}
	all := map[string]bool{}
	for _, values := range found[owner] {
		for _, value := range values {
			all[value] = true
		}
	}
	return found[owner].Object(set.Of(models.OwnerCustomer), all)
}

// userErrors returns servicetest.Errors with custom fields identified by key only.
func userErrors(err error) string {
	return strings.ReplaceAll(servicetest.Errors(err), "input.customFields.", "")
}

// kindCase is an input value of a field and the stored value, or ! and an error code.
type kindCase struct {
	in   any
	want string
}

// testKind writes and reads values of a type, in a field and in a list.
func testKind(t *testing.T, kind models.CustomFieldType, change func(*fieldInput), cases []kindCase) {
	t.Helper()
	onEach(t, func(t *testing.T, s *shop) {
		s.define("one", kind, change)
		s.define("many", kind, func(in *fieldInput) {
			if change != nil {
				change(in)
			}
			in.List = true
		})
		for i, c := range cases {
			owner := fmt.Sprintf("customer_%d", i)
			code, invalid := strings.CutPrefix(c.want, "!")
			err := s.write(visitor, owner, customfields.Values{"one": c.in}, false)
			if invalid {
				if userErrors(err) != code+" one" {
					t.Errorf("%v: %v, want %s", c.in, err, code)
				}
				if err := s.write(
					visitor, owner, customfields.Values{"many": []any{c.in}}, false,
				); userErrors(err) != code+" many.0" {
					t.Errorf("[%v]: %v, want %s", c.in, err, code)
				}
				continue
			}
			if err != nil {
				t.Errorf("%v: %v", c.in, err)
				continue
			}
			if err := s.write(visitor, owner, customfields.Values{"many": []any{c.in, c.in}}, false); err != nil {
				t.Errorf("[%v]: %v", c.in, err)
			}
			if got, want := s.read(owner), fmt.Sprintf(
				`{"one":%s,"many":[%s,%s]}`, c.want, c.want, c.want,
			); got != want {
				t.Errorf("%v: %s, want %s", c.in, got, want)
			}
		}
	})
}

func rules(low, high, pattern *string) func(*fieldInput) {
	return func(in *fieldInput) {
		in.Rules = &customfields.CustomFieldRulesInput{Min: low, Max: high, Pattern: pattern}
	}
}
