package filter_test

import (
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/filter"
	"clientele/internal/fold"
)

// texts are stored folded, followed by a NULL.
var texts = []string{
	"Zoë", "ZOE", "Zoé Łukasz", "Straße", "ΟΔΥΣΣΕΥΣ", "ｆｕｌｌｗｉｄｔｈ", "김민준", "50% off", "50 percent", "a_b", "aXb",
	`c:\dir`, "", "*", "zoe*",
}

func storeTexts(t *testing.T, d *db.DB) {
	t.Helper()
	collate := ""
	if d.Dialect == db.Postgres {
		collate = ` COLLATE "C"`
	}
	exec(t, d, "CREATE TABLE texts (id BIGINT PRIMARY KEY, s TEXT"+collate+")")
	for i, s := range texts {
		exec(t, d, "INSERT INTO texts (id, s) VALUES (?, ?)", i, fold.Text(s))
	}
	exec(t, d, "INSERT INTO texts (id, s) VALUES (99, NULL)")
}

// textTest is a filter with the texts that it matches.
type textTest struct {
	name string
	f    *filter.StringFilter
	want []int
}

// testTexts runs the tests that a function returns for the ids of all texts, and those of all texts except some.
func testTexts(t *testing.T, tests func(all []int, except func(...int) []int) []textTest) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		storeTexts(t, d)
		all := rows(t, d, "texts", filter.Expr{})
		except := func(out ...int) []int {
			return slices.DeleteFunc(slices.Clone(all), func(id int) bool { return slices.Contains(out, id) })
		}
		for _, c := range tests(all, except) {
			if got := rows(t, d, "texts", c.f.On(filter.Column{SQL: "s"})); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	})
}

func TestTexts(t *testing.T) {
	like := func(s string) *filter.StringFilter { return &filter.StringFilter{Like: &s} }
	eq := func(s string) *filter.StringFilter { return &filter.StringFilter{Eq: &s} }
	testTexts(t, func(all []int, except func(...int) []int) []textTest {
		return []textTest{
			{"nil", nil, all},
			{"no operator", &filter.StringFilter{}, all},
			{"eq without case and accents", eq(" zOÉ "), []int{0, 1}},
			{"eq with a sharp s", eq("STRASSE"), []int{3}},
			{"eq with a final sigma", eq("οδυσσεύς"), []int{4}},
			{"eq in full width", eq("FullWidth"), []int{5}},
			{"eq with a literal star", eq("ZOE*"), []int{14}},
			{"eq with a literal %", eq("50%"), []int{}},
			{"eq an empty text", eq(""), []int{12}},
			{"ne", &filter.StringFilter{Ne: new("zoe")}, except(0, 1)},
			{"in", &filter.StringFilter{In: []string{"zoe", "A_B", "x"}}, []int{0, 1, 9}},
			{"in an empty list", &filter.StringFilter{In: []string{}}, []int{}},
			{"notIn", &filter.StringFilter{NotIn: []string{"zoe", "A_B", "x"}}, except(0, 1, 9)},
			{"notIn an empty list", &filter.StringFilter{NotIn: []string{}}, all},
			{"like without a star", like("zoë"), []int{0, 1}},
			{"like an empty text", like(""), []int{12}},
			{"like anything", like("*"), except(99)},
			{"like two stars", like("**"), except(99)},
			{"like a prefix", like("ZOÉ*"), []int{0, 1, 2, 14}},
			{"like a prefix with a space", like("zoe *"), []int{2}},
			{"like a suffix", like("*łUKASZ"), []int{2}},
			{"like a substring", like("*ss*"), []int{3}},
			{"like a prefix and a suffix", like("z*z"), []int{2}},
			{"like consecutive stars", like("z***z"), []int{2}},
			{"like with two sigmas", like("*ΣΣ*Σ"), []int{4}},
			{"like Korean", like("김*"), []int{6}},
			{"like %", like("50%*"), []int{7}},
			{"like % in a substring", like("*% o*"), []int{7}},
			{"like _", like("a_b"), []int{9}},
			{"like _ with a star", like("*_b"), []int{9}},
			{`like \`, like(`c:\*`), []int{11}},
			{`like \ before a star`, like(`*:\*r`), []int{11}},
			{`like a single \`, like(`*\`), []int{}},
			{"like a full-width star", like("zoe＊"), []int{14}},
			{"like the placeholder of a star", like("z\uE000"), []int{}},
			{
				"all operators together",
				&filter.StringFilter{Ne: new("zoe"), In: []string{"zoe", "zoe*"}, Like: new("z*")},
				[]int{14},
			},
		}
	})
}

func TestTextsWithoutWildcards(t *testing.T) {
	contains := func(s string) *filter.StringFilter { return &filter.StringFilter{Contains: &s} }
	startsWith := func(s string) *filter.StringFilter { return &filter.StringFilter{StartsWith: &s} }
	testTexts(t, func(all []int, except func(...int) []int) []textTest {
		return []textTest{
			{"contains, without case and accents", contains("ÓE"), []int{0, 1, 2, 14}},
			{"contains at the end", contains("łUKASZ"), []int{2}},
			{"contains a sharp s", contains("ß"), []int{3}},
			{"contains two sigmas", contains("σς"), []int{4}},
			{"contains Korean", contains("민"), []int{6}},
			{"contains a space", contains("e "), []int{2}},
			{"contains %", contains("%"), []int{7}},
			{"contains _", contains("_"), []int{9}},
			{`contains \`, contains(`\`), []int{11}},
			{"contains a star", contains("*"), []int{13, 14}},
			{"contains the placeholder of a star", contains("z\uE000o"), []int{0, 1, 2, 14}},
			{"contains an empty text", contains(""), except(99)},
			{"startsWith, without case and accents", startsWith(" ZOÉ"), []int{0, 1, 2, 14}},
			{"startsWith with a space at the end", startsWith("zoe "), []int{2}},
			{"startsWith the whole text", startsWith("김민준"), []int{6}},
			{"startsWith what is within", startsWith("oe"), []int{}},
			{"startsWith %", startsWith("50%"), []int{7}},
			{"startsWith _", startsWith("a_"), []int{9}},
			{`startsWith \`, startsWith(`c:\`), []int{11}},
			{"startsWith a star", startsWith("*"), []int{13}},
			{"startsWith an empty text", startsWith(""), except(99)},
			{"isSet", &filter.StringFilter{IsSet: new(true)}, except(12, 99)},
			{"isSet false", &filter.StringFilter{IsSet: new(false)}, []int{12, 99}},
			{
				"startsWith, contains and isSet",
				&filter.StringFilter{StartsWith: new("zoe"), Contains: new("a"), IsSet: new(true)},
				[]int{2},
			},
		}
	})
}

func TestColumnSpelling(t *testing.T) {
	c := filter.Column{SQL: "s", Spelling: strings.ToUpper, Patterns: "p", LikeSpelling: strings.ToLower}
	e := (&filter.StringFilter{Eq: new("Ab"), Like: new("C*d")}).On(c)
	if e.SQL != `((s = ?) AND (p LIKE ? ESCAPE '\'))` || len(e.Args) != 2 || e.Args[0] != "AB" || e.Args[1] != "c%d" {
		t.Errorf("%s %v", e.SQL, e.Args)
	}
}

// TestLikeShapes checks that patterns that can use an index do not become a LIKE.
func TestLikeShapes(t *testing.T) {
	for _, c := range []struct{ name, pattern, sql string }{
		{"no star", "a%b", "s = ?"},
		{"a prefix", "a*", "(s >= ? AND s < ?)"},
		{"a single star", "*", "s IS NOT NULL"},
		{"a suffix", "*a", `s LIKE ? ESCAPE '\'`},
		{"a star in the middle", "a*b", `s LIKE ? ESCAPE '\'`},
	} {
		if got := filter.Like("s", filter.Pattern(c.pattern), fold.Text); got.SQL != c.sql {
			t.Errorf("%s: %s", c.name, got.SQL)
		}
	}
	if got := filter.Like("s", filter.StartingWith("A%*"), fold.Text); got.SQL != "(s >= ? AND s < ?)" ||
		got.Args[0] != "a%*" {
		t.Errorf("startsWith: %s %v", got.SQL, got.Args)
	}
}

// TestTextsLongerThanStored checks patterns that are truncated like the stored texts.
func TestTextsLongerThanStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, "CREATE TABLE texts (id BIGINT PRIMARY KEY, s TEXT)")
		long := strings.Repeat("ж", 1000) // two bytes each
		exec(t, d, "INSERT INTO texts (id, s) VALUES (1, ?), (2, ?)", fold.Text(long), "ж")
		for name, f := range map[string]*filter.StringFilter{
			"contains": {Contains: &long}, "startsWith": {StartsWith: &long}, "eq": {Eq: &long},
		} {
			if got := rows(t, d, "texts", f.On(filter.Column{SQL: "s"})); !slices.Equal(got, []int{1}) {
				t.Errorf("%s: %v, want the long text", name, got)
			}
		}
	})
}

func TestTags(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, "CREATE TABLE owners (id BIGINT PRIMARY KEY)")
		exec(t, d, "CREATE TABLE tags (owner_id BIGINT, tag_fold TEXT)")
		exec(t, d, "INSERT INTO owners (id) VALUES (1), (2), (3)")
		exec(t, d, "INSERT INTO tags (owner_id, tag_fold) VALUES (1, 'vip'), (1, 'press'), (2, 'press')")
		for _, c := range []struct {
			name string
			f    *filter.TagFilter
			want []int
		}{
			{"nil", nil, []int{1, 2, 3}},
			{"has", &filter.TagFilter{Has: new(" VÏP ")}, []int{1}},
			{"has, no wildcards", &filter.TagFilter{Has: new("v*")}, []int{}},
			{"any", &filter.TagFilter{HasAny: []string{"VIP", "Press", "x"}}, []int{1, 2}},
			{"any of none", &filter.TagFilter{HasAny: []string{}}, []int{}},
			{"all", &filter.TagFilter{HasAll: []string{"VIP", "Press"}}, []int{1}},
			{"all of none", &filter.TagFilter{HasAll: []string{}}, []int{1, 2, 3}},
			{"together", &filter.TagFilter{Has: new("press"), HasAny: []string{"vip", "x"}}, []int{1}},
		} {
			if got := rows(t, d, "owners", c.f.On("owners.id", "tags", "owner_id")); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
			if got := rows(
				t, d, "owners", filter.Not(c.f.On("owners.id", "tags", "owner_id")),
			); len(got)+len(c.want) != 3 {
				t.Errorf("not %s: %v", c.name, got)
			}
		}
	})
}

// matches reports whether a text matches a pattern, by trying all positions.
func matches(pattern, text []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(text) == 0
	case pattern[0] == '*':
		for i := range len(text) + 1 {
			if matches(pattern[1:], text[i:]) {
				return true
			}
		}
		return false
	}
	return len(text) > 0 && pattern[0] == text[0] && matches(pattern[1:], text[1:])
}

// FuzzLike compares the condition in SQLite with matches. It does not normalize texts.
func FuzzLike(f *testing.F) {
	d := dbtest.SQLite(f)
	for _, seed := range [][2]string{
		{"a*", "abc"},
		{"*", ""},
		{"", ""},
		{"*%*", "50%"},
		{"a_c", "abc"},
		{`\*`, `\x`},
		{`*\`, `\`},
		{"a*b*c", "aXXbYYc"},
		{"*é", "é"},
		{"A*", "abc"},
		{"a*b", "AB"},
		{"**a", "ba"},
		{"김*", "김민준"},
		{"*'*", "o'neil"},
		{"*?*", "?"},
		{"a*\n", "a\n"},
	} {
		f.Add(seed[0], seed[1])
	}
	same := func(s string) string { return s }
	f.Fuzz(func(t *testing.T, pattern, text string) {
		switch {
		case strings.Count(pattern, "*") > 5 || len(pattern)+len(text) > 200: // matches would be too slow
			t.Skip()
		case strings.ToValidUTF8(pattern+text, "") != pattern+text ||
			strings.ContainsAny(pattern+text, "\x00\uE000\U0010FFFF"):
			t.Skip() // never stored, or reserved
		case text != strings.ToLower(text) || pattern != strings.ToLower(pattern):
			t.Skip() // LIKE ignores the case of ASCII letters; stored texts are lower case
		}
		e := filter.Like("s", filter.Pattern(pattern), same)
		var got bool
		err := d.Read(t.Context()).Raw("SELECT COUNT(*) > 0 FROM (SELECT ? AS s) AS texts WHERE "+e.SQL,
			append([]any{text}, e.Args...)...).Scan(&got).Error
		if err != nil {
			t.Fatalf("%q: %v", pattern, err)
		}
		if want := matches([]rune(pattern), []rune(text)); got != want {
			t.Errorf("%q on %q: %v, want %v (%s %v)", pattern, text, got, want, e.SQL, e.Args)
		}
	})
}
