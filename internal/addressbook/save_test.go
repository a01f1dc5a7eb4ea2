package addressbook_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/throttle"
	"clientele/models"
)

// savedInput is an address to save.
type savedInput struct {
	models.CreateAddressInput
	sameRequest bool // as the address before it
}

// save saves addresses one after the other.
func (b *book) save(ann auth.Caller, list ...savedInput) {
	b.t.Helper()
	var saved []string
	for _, in := range list {
		if !in.sameRequest {
			saved = nil
		}
		var f apperr.Fields
		a := b.Check(&f, nil, in.CreateAddressInput)
		custom, err := b.CheckCustom(context.Background(), ann, &f, nil, in.CreateAddressInput)
		if err != nil || f.Err() != nil {
			b.t.Fatal(err, f.Err())
		}
		err = b.db.InTx(context.Background(), func(tx *gorm.DB) error {
			id, err := b.SaveIn(tx, ann, ann.CustomerID, a, custom, saved)
			saved = append(saved, id)
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// printed returns the label, line1, phone, instructions, defaults and version of each saved address.
func (b *book) printed(ann auth.Caller) []string {
	b.t.Helper()
	var lines []string
	for _, a := range b.all(ann) {
		line := ""
		for _, s := range []*string{a.Label, &a.Line1, a.Phone, a.Instructions} {
			if s != nil {
				line += *s
			}
			line += "|"
		}
		lines = append(lines, fmt.Sprintf("%s%s v%d", line, roles(a), a.Version))
	}
	return lines
}

// roles returns S for the default shipping address and B for the default billing address.
func roles(a models.Address) string {
	is := ""
	if a.IsDefaultShipping {
		is += "S"
	}
	if a.IsDefaultBilling {
		is += "B"
	}
	return is
}

type addressInput = models.CreateAddressInput

// at returns an address to save.
func at(line1 string, change func(*addressInput)) savedInput {
	in := irish(line1)
	if change != nil {
		change(&in)
	}
	return savedInput{CreateAddressInput: in}
}

func sameRequest(s savedInput) savedInput { s.sameRequest = true; return s }

func label(s string) func(*addressInput) { return func(in *addressInput) { in.Label = &s } }

func phone(s string) func(*addressInput) { return func(in *addressInput) { in.Phone = &s } }

func note(s string) func(*addressInput) { return func(in *addressInput) { in.Instructions = &s } }

// saveTest is a list of addresses to save and the resulting address book.
type saveTest struct {
	name string
	list []savedInput
	want string
}

func (b *book) testSaves(tests []saveTest) {
	b.t.Helper()
	for i, c := range tests {
		ann := b.customer(fmt.Sprint("ann", i))
		b.save(ann, c.list...)
		if got := strings.Join(b.printed(ann), " & "); got != c.want {
			b.t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
		}
	}
}

func TestSaveIn(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		b.testSaves([]saveTest{
			{"one address", []savedInput{at("1", nil)}, "|1|||SB v1"},
			{
				"same address again",
				[]savedInput{at("1", phone("+353871234567")), at("1", phone("087 123 4567"))},
				"|1|+353871234567||SB v1",
			},
			{
				"omitted phone is kept",
				[]savedInput{at("1", phone("+353871234567")), at("1", phone(""))},
				"|1|+353871234567||SB v1",
			},
			{
				"spelled differently",
				[]savedInput{at("14 Main Street", nil), at(" 14  MAIN street", nil)},
				"|14 MAIN street|||SB v2",
			},
			{"another place", []savedInput{at("1", nil), at("2", nil)}, "|1|||SB v1 & |2||| v1"},
			{
				"another recipient",
				[]savedInput{at("1", nil), at("1", func(in *addressInput) { in.FirstName = p("Bob") })},
				"|1|||SB v1 & |1||| v1",
			},
			{"new phone", []savedInput{at("1", nil), at("1", phone("+353871234567"))}, "|1|+353871234567||SB v2"},
			{
				"another phone",
				[]savedInput{at("1", phone("+353871234567")), at("1", phone("+353871234568"))},
				"|1|+353871234568||SB v2",
			},
			{"new label", []savedInput{at("1", nil), at("1", label("home"))}, "home|1|||SB v2"},
			{
				"another label",
				[]savedInput{at("1", label("home")), at("1", label("office"))},
				"home|1|||SB v1 & office|1||| v1",
			},
			{"matching label of two", []savedInput{
				at("1", label("home")), at("1", label("office")),
				at("1", func(in *addressInput) { in.Label, in.Instructions = p("Office"), p("Ring twice.") }),
			}, "home|1|||SB v1 & Office|1||Ring twice.| v2"},
			{
				"without a label, updates the oldest",
				[]savedInput{at("1", label("home")), at("1", label("office")), at("1", phone("+353871234567"))},
				"home|1|+353871234567||SB v2 & office|1||| v1",
			},
			{
				"label for an entry without one",
				[]savedInput{at("1", nil), at("2", nil), at("1", label("home")), at("1", label("office"))},
				"home|1|||SB v2 & |2||| v1 & office|1||| v1",
			},
			{
				"new default",
				[]savedInput{
					at("1", nil), at("2", nil),
					at("2", func(in *addressInput) { in.IsDefaultBilling = true }),
				},
				"|1|||S v1 & |2|||B v2",
			},
		})
	})
}

func TestSaveInSameRequest(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		b.testSaves([]saveTest{
			{
				"two phones in one request",
				[]savedInput{at("1", phone("+353871234567")), sameRequest(at("1", phone("+353871234568")))},
				"|1|+353871234567||SB v1 & |1|+353871234568|| v1",
			},
			{"two phones in one request, one updates an entry", []savedInput{
				at("1", label("home")), at("1", phone("+353871234567")), sameRequest(at("1", phone("+353871234568"))),
			}, "home|1|+353871234567||SB v2 & |1|+353871234568|| v1"},
			{"phone and note in one request", []savedInput{
				at("1", phone("+353871234567")), sameRequest(at("1", note("Ring twice."))),
			}, "|1|+353871234567|Ring twice.|SB v2"},
			{"entry that stays unchanged is preferred", []savedInput{
				at("1", phone("+353871234567")), sameRequest(at("1", phone("+353871234568"))),
				at("1", phone("+353871234568")),
			}, "|1|+353871234567||SB v1 & |1|+353871234568|| v1"},
		})
	})
}

// TestSaveInKeepsCustomFields checks that a matching entry gets the values that are set, but not the default values of
// a new address.
func TestSaveInKeepsCustomFields(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ctx := context.Background()
		fields := customfields.New(b.db, b.now, throttle.New(b.db, b.now))
		boss := auth.Caller{Kind: auth.APIKey, KeyID: "key_b", Scopes: []models.Scope{models.SettingsWrite}}
		for key, def := range map[string]*string{"floor": nil, "gate": p("north")} {
			_, err := fields.Create(ctx, boss, customfields.CreateCustomFieldInput{
				Owner: models.OwnerAddress, Key: key, Label: key, Type: models.FieldString, Access: models.AccessWrite,
				Default: def,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		with := func(values customfields.Values) savedInput {
			in := irish("1")
			in.CustomFields = values
			return savedInput{CreateAddressInput: in}
		}
		ann := b.customer("ann")
		for _, c := range []struct {
			name string
			in   savedInput
			want []string
		}{
			{"new address gets the default", with(nil), []string{"north"}},
			{"a value", with(customfields.Values{"gate": "south"}), []string{"south"}},
			{"no values", with(nil), []string{"south"}},
			{"another field", with(customfields.Values{"floor": "3"}), []string{"3", "south"}},
			{"cleared", with(customfields.Values{"floor": nil}), []string{"south"}},
		} {
			b.save(ann, c.in)
			var got []string
			if err := b.db.Read(ctx).Model(&models.CustomFieldValue{}).
				Order("value").Pluck("value", &got).Error; err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, c.want) || len(b.all(ann)) != 1 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
		both := with(customfields.Values{"floor": "4"})
		both.sameRequest = true
		b.save(ann, with(customfields.Values{"floor": "3"}), both)
		if n := len(b.all(ann)); n != 2 {
			t.Errorf("two floors in one request: %d addresses, want 2", n)
		}
	})
}

// TestImportKeepsDefaults checks that an imported address marked as a default is the default, and otherwise the first
// one.
func TestImportKeepsDefaults(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		for i, c := range []struct {
			name string
			list [][2]bool // default for shipping and billing
			want string
		}{
			{"none marked", [][2]bool{{}, {}}, "SB -"},
			{"a later one", [][2]bool{{}, {true, true}, {}}, "- SB -"},
			{"one for each", [][2]bool{{true, false}, {false, true}}, "S B"},
			{"only shipping", [][2]bool{{}, {true, false}}, "B S"},
			{"two marked", [][2]bool{{true, true}, {true, false}}, "B S"},
		} {
			ann := b.customer(fmt.Sprint("ann", i))
			var list []models.CreateAddressInput
			for n, d := range c.list {
				in := irish(fmt.Sprint(n))
				in.IsDefaultShipping, in.IsDefaultBilling = d[0], d[1]
				list = append(list, in)
			}
			b.enter(ann.CustomerID, list)
			var got []string
			for _, a := range b.all(ann) {
				got = append(got, cmp.Or(roles(a), "-"))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: %v, want %s", c.name, got, c.want)
			}
		}
	})
}

// enter adds addresses to an empty address book together.
func (b *book) enter(customerID string, list []models.CreateAddressInput) {
	b.t.Helper()
	ids := models.NewIDs(models.AddressID, len(list))
	err := b.db.InTx(b.t.Context(), func(tx *gorm.DB) error {
		fields, err := customfields.New(b.db, b.now, nil).OpenBatch(tx, nil, nil)
		if err != nil {
			return err
		}
		var f apperr.Fields
		all := &bulk.Book{CustomerID: customerID}
		for i, in := range list {
			b.Enter(&f, nil, all, fields, ids[i], b.Check(&f, nil, in), nil, nil)
		}
		return errors.Join(f.Err(), b.StoreBooks(tx, []*bulk.Book{all}))
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
