package addressbook_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/addressbook"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/throttle"
	"clientele/models"
)

// saving is an address that is saved, and a book saves one after the other.
type saving struct {
	models.CreateAddressInput
	together bool // by the request that saved the one before
}

func (b *book) save(who auth.Caller, list ...saving) {
	b.t.Helper()
	var saved []string
	for _, in := range list {
		if !in.together {
			saved = nil
		}
		var f apperr.Fields
		a := b.Check(&f, nil, in.CreateAddressInput)
		custom, err := b.CheckCustom(context.Background(), who, &f, nil, in.CreateAddressInput)
		if err != nil || f.Err() != nil {
			b.t.Fatal(err, f.Err())
		}
		err = b.db.InTx(context.Background(), func(tx *gorm.DB) error {
			id, err := b.SaveIn(tx, who.CustomerID, a, custom, saved)
			saved = append(saved, id)
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// printed is what a book holds: of each entry the label, line1, phone, instructions, defaults and version.
func (b *book) printed(who auth.Caller) []string {
	b.t.Helper()
	var lines []string
	for _, a := range b.all(who) {
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

// roles is what an address is the default for: S for shipping, B for billing.
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

func TestSaveIn(t *testing.T) {
	at := func(line1 string, change func(*models.CreateAddressInput)) saving {
		in := irish(line1)
		if change != nil {
			change(&in)
		}
		return saving{CreateAddressInput: in}
	}
	together := func(s saving) saving { s.together = true; return s }
	label := func(s string) func(*models.CreateAddressInput) {
		return func(in *models.CreateAddressInput) { in.Label = &s }
	}
	phone := func(s string) func(*models.CreateAddressInput) {
		return func(in *models.CreateAddressInput) { in.Phone = &s }
	}
	onEach(t, func(t *testing.T, b *book) {
		for i, c := range []struct {
			name string
			list []saving
			want string
		}{
			{"one", []saving{at("1", nil)}, "|1|||SB v1"},
			{"the same again", []saving{at("1", phone("+353871234567")), at("1", phone("087 123 4567"))}, "|1|+353871234567||SB v1"},
			{"what was left out stays", []saving{at("1", phone("+353871234567")), at("1", phone(""))}, "|1|+353871234567||SB v1"},
			{"otherwise written", []saving{at("14 Main Street", nil), at(" 14  MAIN street", nil)}, "|14 MAIN street|||SB v2"},
			{"another place", []saving{at("1", nil), at("2", nil)}, "|1|||SB v1 & |2||| v1"},
			{"another recipient", []saving{at("1", nil), at("1", func(in *models.CreateAddressInput) { in.FirstName = p("Bob") })}, "|1|||SB v1 & |1||| v1"},
			{"a phone", []saving{at("1", nil), at("1", phone("+353871234567"))}, "|1|+353871234567||SB v2"},
			{"another phone", []saving{at("1", phone("+353871234567")), at("1", phone("+353871234568"))}, "|1|+353871234568||SB v2"},
			{"a label", []saving{at("1", nil), at("1", label("home"))}, "home|1|||SB v2"},
			{"another label", []saving{at("1", label("home")), at("1", label("office"))}, "home|1|||SB v1 & office|1||| v1"},
			{"of two labels", []saving{at("1", label("home")), at("1", label("office")), at("1", func(in *models.CreateAddressInput) {
				in.Label, in.Instructions = p("Office"), p("Ring twice.")
			})}, "home|1|||SB v1 & Office|1||Ring twice.| v2"},
			{"no label", []saving{at("1", label("home")), at("1", label("office")), at("1", phone("+353871234567"))}, "home|1|+353871234567||SB v2 & office|1||| v1"},
			{"a label before none", []saving{at("1", nil), at("2", nil), at("1", label("home")), at("1", label("office"))}, "home|1|||SB v2 & |2||| v1 & office|1||| v1"},
			{"a default", []saving{at("1", nil), at("2", nil), at("2", func(in *models.CreateAddressInput) { in.IsDefaultBilling = true })}, "|1|||S v1 & |2|||B v2"},
			{"two phones in one request", []saving{at("1", phone("+353871234567")), together(at("1", phone("+353871234568")))}, "|1|+353871234567||SB v1 & |1|+353871234568|| v1"},
			{"two phones in one request, for an entry", []saving{
				at("1", label("home")), at("1", phone("+353871234567")), together(at("1", phone("+353871234568"))),
			}, "home|1|+353871234567||SB v2 & |1|+353871234568|| v1"},
			{"a phone and a note in one request", []saving{at("1", phone("+353871234567")), together(at("1", func(in *models.CreateAddressInput) {
				in.Instructions = p("Ring twice.")
			}))}, "|1|+353871234567|Ring twice.|SB v2"},
			{"an entry that has all of it", []saving{
				at("1", phone("+353871234567")), together(at("1", phone("+353871234568"))), at("1", phone("+353871234568")),
			}, "|1|+353871234567||SB v1 & |1|+353871234568|| v1"},
		} {
			who := b.customer(fmt.Sprint("ann", i))
			b.save(who, c.list...)
			if got := strings.Join(b.printed(who), " & "); got != c.want {
				t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
			}
		}
	})
}

// TestSaveInKeepsCustomFields: an entry gets the values that were given, and not the defaults of a new address.
func TestSaveInKeepsCustomFields(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ctx := context.Background()
		fields := customfields.New(b.db, b.now, throttle.New(b.db, b.now))
		boss := auth.Caller{Kind: auth.APIKey, KeyID: "key_b", Scopes: []models.Scope{models.SettingsWrite}}
		for key, def := range map[string]*string{"floor": nil, "gate": p("north")} {
			_, err := fields.Create(ctx, boss, customfields.CreateCustomFieldInput{
				Owner: models.OwnerAddress, Key: key, Label: key, Type: models.FieldString, Access: models.AccessWrite, Default: def,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		with := func(values customfields.Values) saving {
			in := irish("1")
			in.CustomFields = values
			return saving{CreateAddressInput: in}
		}
		ann := b.customer("ann")
		for _, c := range []struct {
			name string
			in   saving
			want []string
		}{
			{"a new one gets the default", with(nil), []string{"north"}},
			{"a value", with(customfields.Values{"gate": "south"}), []string{"south"}},
			{"nothing given", with(nil), []string{"south"}},
			{"another field", with(customfields.Values{"floor": "3"}), []string{"3", "south"}},
			{"cleared", with(customfields.Values{"floor": nil}), []string{"south"}},
		} {
			b.save(ann, c.in)
			var got []string
			if err := b.db.Read(ctx).Model(&models.CustomFieldValue{}).Order("value").Pluck("value", &got).Error; err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, c.want) || len(b.all(ann)) != 1 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
		both := with(customfields.Values{"floor": "4"})
		both.together = true
		b.save(ann, with(customfields.Values{"floor": "3"}), both)
		if n := len(b.all(ann)); n != 2 {
			t.Errorf("two floors in one request are %d addresses", n)
		}
	})
}

// TestImportKeepsDefaults: an imported address is the default that it says it is; else the first one is.
func TestImportKeepsDefaults(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		for i, c := range []struct {
			name string
			list [][2]bool // default for shipping and billing
			want string
		}{
			{"nothing said", [][2]bool{{}, {}}, "SB -"},
			{"a later one", [][2]bool{{}, {true, true}, {}}, "- SB -"},
			{"one for each", [][2]bool{{true, false}, {false, true}}, "S B"},
			{"only shipping", [][2]bool{{}, {true, false}}, "B S"},
			{"two of them", [][2]bool{{true, true}, {true, false}}, "B S"},
		} {
			who := b.customer(fmt.Sprint("ann", i))
			var list []addressbook.Imported
			for n, d := range c.list {
				in := irish(fmt.Sprint(n))
				in.IsDefaultShipping, in.IsDefaultBilling = d[0], d[1]
				list = append(list, addressbook.Imported{CreateAddressInput: in, CustomerID: who.CustomerID, CreatedAt: b.now()})
			}
			if _, err := b.Import(context.Background(), list); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range b.all(who) {
				got = append(got, cmp.Or(roles(a), "-"))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: %v, want %s", c.name, got, c.want)
			}
		}
	})
}
