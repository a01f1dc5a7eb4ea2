package merging_test

import (
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/models"
)

func TestPossibleDuplicates(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		names := map[string]string{}
		add := func(label, name, phone string, postcodes ...string) string {
			in := customerInput{}
			if name != "" {
				in.Name = &name
			}
			if phone != "" {
				in.Phone = &phone
			}
			id := s.create(in)
			names[id] = label
			for i, code := range postcodes {
				s.address(id, fmt.Sprint(i, " Street"), func(in *models.CreateAddressInput) {
					in.Country, in.Postcode, in.Region, in.City = "DE", &code, nil, p("Berlin")
					if code == "" {
						in.Country, in.Postcode, in.Region = "HK", nil, p("Kowloon")
					}
				})
			}
			return id
		}
		const phone, other = "+353871234567", "+353871234568"
		self := add("self", "Zoë Müller", phone, "10115", "10117")
		add("name", "zoe MULLER", "", "10117")
		add("phone", "Bob", phone, "10115")
		add("both", "ZOE MULLER", phone, "10115", "10117")
		add("no postcode", "Zoe Muller", "", "10119")
		add("no address", "Zoe Muller", other)
		add("another name", "Zoe Miller", other, "10115")
		add("a part of the name", "Zoe", "", "10115")
		nameless := add("nameless", "", "", "10115")
		add("nameless, too", "", "", "10115")
		empty := add("empty", "Ann", "")
		add("empty, too", "Ann", "")
		hongKong := add("Hong Kong", "Li", "", "")
		add("Hong Kong, too", "Li", "", "")
		for _, c := range []struct{ of, want string }{
			{self, "both [PHONE NAME_AND_POSTCODE], phone [PHONE], name [NAME_AND_POSTCODE]"},
			{nameless, ""},
			{empty, ""},
			{hongKong, ""},
		} {
			list, err := s.PossibleDuplicates(t.Context(), owner, c.of)
			if err != nil || list == nil {
				t.Fatal(list, err)
			}
			var got []string
			for _, d := range list {
				got = append(got, fmt.Sprint(names[d.CustomerID], " ", d.Reasons))
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("%s: got %s, want %s", names[c.of], text, c.want)
			}
		}
		for range 25 {
			add("more", "", phone)
		}
		list, err := s.PossibleDuplicates(t.Context(), owner, self)
		if err != nil || len(list) != 20 || names[list[0].CustomerID] != "both" || names[list[1].CustomerID] != "phone" || names[list[19].CustomerID] != "more" {
			t.Errorf("%d duplicates, %v", len(list), err)
		}
	})
}

// TestDuplicatesOfACommonName finds a duplicate among so many customers with the same name that they are not compared
// one by one.
func TestDuplicatesOfACommonName(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var rows []*models.Customer
		for i := range 1200 {
			email := fmt.Sprintf("ann-%d@example.com", i)
			rows = append(rows, &models.Customer{
				ID: models.NewID(models.CustomerID), Email: email, EmailKey: email, EmailFold: email, Name: p("Ann Common"), NameFold: "ann common",
				SearchText: "ann common", CreatedAt: models.At(s.now()), UpdatedAt: models.At(s.now()), Version: 1,
			})
		}
		if err := s.db.InTx(t.Context(), func(tx *gorm.DB) error { return db.InsertRows(tx, rows) }); err != nil {
			t.Fatal(err)
		}
		self, other := rows[600].ID, rows[1100].ID
		for i, id := range []string{self, self, other, rows[3].ID} {
			s.address(id, "1 Street", func(in *models.CreateAddressInput) {
				in.Country, in.Postcode, in.Region, in.City = "DE", p([]string{"10115", "10117", "10117", "10119"}[i]), nil, p("Berlin")
			})
		}
		list, err := s.PossibleDuplicates(t.Context(), owner, self)
		if err != nil || len(list) != 1 || list[0].CustomerID != other {
			t.Errorf("%v %v", list, err)
		}
	})
}
