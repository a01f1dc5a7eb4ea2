package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/fold"
	"clientele/models"
)

var people = []string{
	"Zoë Müller", "ZOE o'neil", "Łukasz 50%", "김민준", `c:\dir`, `the "quoted" one`, "a_b axb", "ab", "é", "ΟΔΥΣΣΕΥΣ", "ｆｕｌｌｗｉｄｔｈ",
	"NEAR(a, b) AND OR NOT", "--; DROP TABLE", "*", "\U00020000\U00020001\U00020002",
}

// storePeople creates a customer for each of people, with their number in the ID.
func storePeople(t testing.TB, d *db.DB) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *gorm.DB) error {
		for i, name := range people {
			id := fmt.Sprintf("customer_%02d", i)
			c := models.Customer{ID: id, Email: id, EmailKey: id, EmailFold: id, SearchText: fold.Join(&name), Version: 1}
			if err := tx.Create(&c).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// each returns a term for each of the words.
func each(words []string) []db.Term {
	var terms []db.Term
	for _, w := range words {
		terms = append(terms, db.Term{{w}})
	}
	return terms
}

func found(t testing.TB, d *db.DB, words []string) []string {
	t.Helper()
	sql, args := d.Search("customers", each(words))
	var ids []string
	if err := d.Read(context.Background()).Table("customers").Where(sql, args...).Order("id").Pluck("id", &ids).Error; err != nil {
		t.Fatalf("%q: %v", words, err)
	}
	return ids
}

// holding returns the IDs of the people whose text contains all words.
func holding(words []string) []string {
	var ids []string
	for i, name := range people {
		text := fold.Join(&name)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			ids = append(ids, fmt.Sprintf("customer_%02d", i))
		}
	}
	return ids
}

func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		storePeople(t, d)
		for _, c := range []struct {
			name, search string
			hits         int
		}{
			{"a word", "müller", 1},
			{"without accents", "MULLER", 1},
			{"a part of a word", "ull", 2},
			{"one character", "z", 3},
			{"one character beyond ASCII", "É", 6},
			{"two characters", "zo", 2},
			{"two words", "zoe neil", 1},
			{"words in another order", "neil zoe", 1},
			{"a long and a short word", "zoe o'", 1},
			{"one word of two is missing", "zoe nobody", 0},
			{"an apostrophe", "o'neil", 1},
			{"a quotation mark", `"quo`, 1},
			{"a closing quotation mark", `ted"`, 1},
			{"two quotation marks", `""`, 0},
			{"only a quotation mark", `"`, 1},
			{"percent", "50%", 1},
			{"only a percent", "%", 1},
			{"percent as a wildcard", "z%e", 0},
			{"an underscore", "a_b", 1},
			{"an underscore as a wildcard", "x_b", 0},
			{"a backslash", `c:\d`, 1},
			{"only a backslash", `\`, 1},
			{"Korean, one syllable", "민", 1},
			{"Korean, three", "김민준", 1},
			{"Greek with a final sigma", "οδυσσευς", 1},
			{"full width", "fullwidth", 1},
			{"beyond the basic plane", "\U00020001\U00020002", 1},
			{"operators of the index", "NEAR(a, AND OR NOT", 1},
			{"a star", "zo*", 0},
			{"only a star", "*", 1},
			{"SQL", "--; DROP", 1},
			{"a column of the index", "search_text:zoe", 0},
			{"a caret", "^zoe", 0},
			{"a question mark", "?", 0},
		} {
			words := fold.Words(c.search)
			got := found(t, d, words)
			if len(got) != c.hits || !slices.Equal(got, holding(words)) {
				t.Errorf("%s: %v, want %d: %v", c.name, got, c.hits, holding(words))
			}
		}
	})
}

// TestSearchAlternatives checks that both databases find the rows that match one alternative of each term.
func TestSearchAlternatives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		storePeople(t, d)
		for _, c := range []struct {
			name  string
			terms []db.Term
			want  []int
		}{
			{"one of two", []db.Term{{{"muller"}, {"lukasz"}}}, []int{0, 2}},
			{"words or another", []db.Term{{{"zoe", "neil"}, {"lukasz"}}}, []int{1, 2}},
			{"two terms", []db.Term{{{"zoe"}, {"lukasz"}}, {{"50%"}, {"muller"}}}, []int{0, 2}},
			{"an alternative of short words", []db.Term{{{"l", "u"}, {"neil"}}}, []int{0, 1, 2, 10}},
			{"a short alternative beside a long term", []db.Term{{{"zo"}, {"nobody"}}, {{"neil"}}}, []int{1}},
			{"a long and a short word", []db.Term{{{"zoe", "m"}, {"nobody"}}}, []int{0}},
			{"operators of the index", []db.Term{{{"near(a,"}, {`"quo`}}}, []int{5, 11}},
		} {
			sql, args := d.Search("customers", c.terms)
			var ids []string
			if err := d.Read(context.Background()).Table("customers").Where(sql, args...).Order("id").Pluck("id", &ids).Error; err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			var want []string
			for _, i := range c.want {
				want = append(want, fmt.Sprintf("customer_%02d", i))
			}
			if !slices.Equal(ids, want) {
				t.Errorf("%s: %v, want %v", c.name, ids, want)
			}
		}
	})
}

// TestSearchUsesIndex checks that a word of three characters doesn't read the whole table.
func TestSearchUsesIndex(t *testing.T) {
	d := dbtest.SQLite(t)
	for _, terms := range [][]db.Term{each([]string{"zoe"}), {{{"222", "3344"}, {"872223344"}}}, {{{"zo"}, {"neil"}}, {{"zoe"}}}} {
		sql, args := d.Search("customers", terms)
		var plan []struct{ Detail string }
		if err := d.Read(context.Background()).Raw("EXPLAIN QUERY PLAN SELECT id FROM customers WHERE "+sql, args...).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(plan)
		if !strings.Contains(text, "customers_search VIRTUAL TABLE") || strings.Contains(text, "SCAN customers ") || strings.Contains(text, "SCAN customers}") {
			t.Error(text)
		}
	}
}

func FuzzSearch(f *testing.F) {
	d := dbtest.SQLite(f)
	storePeople(f, d)
	for _, seed := range []string{"zoe", `"`, `a" OR "b`, "50% z", "김민준", "NEAR(a b)", "*", `\`, "a_b", "\u0345", "\U00020000\U00020001\U00020002"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, search string) {
		if strings.ToValidUTF8(search, "") != search || strings.ContainsRune(search, 0) {
			t.Skip() // refused by the callers
		}
		words := fold.Words(search)
		if len(words) == 0 || len(words) > 10 {
			t.Skip()
		}
		if got, want := found(t, d, words), holding(words); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	})
}
