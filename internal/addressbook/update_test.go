package addressbook_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/models"
)

type update = addressbook.UpdateAddressInput

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func null[T any]() graphql.Omittable[*T] { return graphql.OmittableOf[*T](nil) }

func TestUpdate(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann := b.customer("ann")
		in := irish("14 Main Street")
		in.Label, in.Phone = p("home"), p("087 123 4567")
		a := b.add(ann, in)
		got, err := b.Update(context.Background(), ann, a.ID, update{
			Label: null[string](), Line2: set(""), City: set(" Cork "), Region: set("County Cork"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if got.Label != nil || *got.Line2 != "" || *got.City != "Cork" || *got.Region != "Co. Cork" ||
			*got.FirstName != "Ann" || *got.Phone != "+353871234567" || got.Version != 2 {
			t.Errorf("%+v", got)
		}
		stored := b.all(ann)[0]
		if stored.Label != nil || *stored.Line2 != "" || !stored.UpdatedAt.After(stored.CreatedAt.Time) {
			t.Errorf("stored %+v", stored)
		}
		if got, err := b.Update(
			context.Background(), ann, a.ID, update{City: set("Cork"), IsDefaultShipping: set(true)},
		); err != nil || got.Version != 2 {
			t.Errorf("no changes: %+v %v", got, err)
		}
	})
}

func TestUpdateErrors(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann, bob := b.customer("ann"), b.customer("bob")
		a := b.add(ann, irish("14 Main Street"))
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     update
			want   string
		}{
			{"by another customer", bob, update{Label: set("mine")}, "NOT_FOUND"},
			{"by a visitor", visitor, update{Label: set("mine")}, "UNAUTHENTICATED"},
			{"by a read-only API key", reader, update{Label: set("x")}, "FORBIDDEN CUSTOMERS_WRITE"},
			{"a cleared line", ann, update{Line1: null[string]()}, "REQUIRED input.line1"},
			{"an empty line", ann, update{Line1: set("")}, "REQUIRED input.line1"},
			{"a cleared country", ann, update{Country: null[models.CountryCode]()}, "REQUIRED input.country"},
			{"no recipient", ann, update{FirstName: null[string]()}, "REQUIRED input.firstName"},
			{
				"another country, the old postcode", ann,
				update{Country: set(models.CountryCode("US"))},
				"INVALID input.region, INVALID input.postcode",
			},
			{
				"several errors", ann,
				update{
					FirstName: set("www.evil.example"), Phone: set("12"), Postcode: set("nope"),
					IsDefaultBilling: set(false), IsDefaultShipping: null[bool](),
				},
				"INVALID input.firstName, INVALID input.phone, INVALID input.postcode, " +
					"REQUIRED input.isDefaultShipping, DEFAULT_REQUIRED input.isDefaultBilling",
			},
			{"a stale version", ann, update{Label: set("x"), ExpectedVersion: p(7)}, "CONFLICT input.expectedVersion"},
		} {
			got, err := b.Update(context.Background(), c.caller, a.ID, c.in)
			if servicetest.Errors(err) != c.want {
				t.Errorf("%s: %s, want %s", c.name, servicetest.Errors(err), c.want)
			}
			if (got != nil) != (c.name == "a stale version") {
				t.Errorf("%s: returned %+v", c.name, got)
			}
		}
		if stored := b.all(ann)[0]; stored.Version != 1 || stored.Label != nil {
			t.Errorf("stored %+v", stored)
		}
	})
}

// TestInvalidStoredAddress checks that an address that is no longer valid can still get a label.
func TestInvalidStoredAddress(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann := b.customer("ann")
		a := b.add(ann, irish("14 Main Street"))
		err := b.db.InTx(context.Background(), func(tx *gorm.DB) error {
			return tx.Model(&models.Address{}).Where("id = ?", a.ID).Update("postcode", "nope").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Update(context.Background(), ann, a.ID, update{Label: set("home")}); err != nil {
			t.Error(err)
		}
		if _, err := b.Update(
			context.Background(), ann, a.ID, update{City: set("Cork")},
		); servicetest.Errors(err) != "INVALID input.postcode" {
			t.Errorf("a postal part: %v", err)
		}
	})
}

// defaults returns the positions of a customer's default addresses: "shipping billing".
func defaults(b *book, caller auth.Caller) string {
	b.t.Helper()
	shipping, billing, wrong := -1, -1, ""
	for i, a := range b.all(caller) {
		if a.IsDefaultShipping {
			if shipping >= 0 {
				wrong = " twice"
			}
			shipping = i
		}
		if a.IsDefaultBilling {
			if billing >= 0 {
				wrong = " twice"
			}
			billing = i
		}
	}
	return fmt.Sprint(shipping, billing) + wrong
}

func TestDefaults(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ctx := context.Background()
		ann := b.customer("ann")
		check := func(when, want string) {
			t.Helper()
			if got := defaults(b, ann); got != want {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
		}
		first := b.add(ann, irish("1"))
		check("first added", "0 0")
		second := b.add(ann, irish("2"))
		check("second added", "0 0")
		in := irish("3")
		in.IsDefaultBilling = true
		third := b.add(ann, in)
		check("third added as default for billing", "0 2")
		if _, err := b.Update(ctx, ann, second.ID, update{IsDefaultShipping: set(true)}); err != nil {
			t.Fatal(err)
		}
		check("second made default for shipping", "1 2")
		if got, err := b.Get(ctx, ann, first.ID); err != nil || got.Version != 1 {
			t.Errorf("version %d after it lost the default: %v", got.Version, err)
		}
		if err := b.Delete(ctx, ann, second.ID); err != nil {
			t.Fatal(err)
		}
		check("second deleted", "0 1")
		if err := b.Delete(ctx, ann, first.ID); err != nil {
			t.Fatal(err)
		}
		check("first deleted", "0 0")
		if got, err := b.Get(ctx, ann, third.ID); err != nil || got.Version != 1 {
			t.Errorf("version %d after it became the default: %v", got.Version, err)
		}
		found, err := b.DefaultsFor(ctx, ann, []string{ann.CustomerID, "customer_none"})
		if err != nil || found[ann.CustomerID].Shipping.ID != third.ID ||
			found[ann.CustomerID].Billing.ID != third.ID || found["customer_none"].Shipping != nil {
			t.Errorf("%+v %v", found, err)
		}
		if err := b.Delete(ctx, ann, third.ID); err != nil {
			t.Fatal(err)
		}
		check("all deleted", "-1 -1")
		if err := b.Delete(ctx, ann, third.ID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("deleted again: %v", err)
		}
	})
}

func TestDeleteErrors(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann, bob := b.customer("ann"), b.customer("bob")
		a := b.add(ann, irish("1"))
		for want, caller := range map[string]auth.Caller{
			"NOT_FOUND": bob, "UNAUTHENTICATED": visitor, "FORBIDDEN CUSTOMERS_WRITE": reader,
		} {
			if err := b.Delete(context.Background(), caller, a.ID); servicetest.Errors(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		if err := b.Delete(context.Background(), writer, a.ID); err != nil {
			t.Error(err)
		}
	})
}

// TestDefaultsUnderParallelWrites checks that parallel changes leave exactly one default of each kind.
func TestDefaultsUnderParallelWrites(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ctx := context.Background()
		ann := b.customer("ann")
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				in := irish(fmt.Sprint(i))
				in.IsDefaultShipping, in.IsDefaultBilling = i%2 == 0, i%3 == 0
				a, err := b.Create(ctx, ann, nil, in)
				if err != nil {
					t.Error(err)
					return
				}
				if i%4 == 0 {
					if err := b.Delete(ctx, ann, a.ID); err != nil {
						t.Error(err)
					}
				} else if _, err := b.Update(ctx, ann, a.ID, update{IsDefaultBilling: set(true)}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all := b.all(ann)
		shipping, billing := 0, 0
		for _, a := range all {
			if a.IsDefaultShipping {
				shipping++
			}
			if a.IsDefaultBilling {
				billing++
			}
		}
		if len(all) != 15 || shipping != 1 || billing != 1 {
			t.Errorf("%d addresses, %d defaults for shipping, %d for billing", len(all), shipping, billing)
		}
	})
}
