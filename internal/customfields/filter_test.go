package customfields_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/customfields"
	"clientele/models"
)

// TestWhere: every operator finds the same records on both databases, and of two fields none finds the other's.
func TestWhere(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		s.define("score", models.FieldInteger, nil)
		s.define("other", models.FieldInteger, nil)
		s.define("name", models.FieldString, nil)
		s.define("words", models.FieldString, func(in *customfields.CreateCustomFieldInput) { in.List = true })
		n := func(text string) json.Number { return json.Number(text) }
		if err := s.db.InTx(ctx, func(tx *gorm.DB) error { return tx.Exec("CREATE TABLE records (id TEXT)").Error }); err != nil {
			t.Fatal(err)
		}
		for id, values := range map[string]customfields.Values{
			"a": {"score": n("-5"), "other": n("100"), "name": "Zoë Müller", "words": []any{"x", "zz"}},
			"b": {"score": n("3"), "other": n("-100"), "name": "zoe o'neil", "words": []any{"m"}},
			"c": {"score": n("3"), "name": "", "words": []any{}},
			"d": {"score": n("10"), "name": "100% _"},
			"e": {},
		} {
			if err := s.write(boss, id, values, true); err != nil {
				t.Fatal(err)
			}
			if err := s.db.InTx(ctx, func(tx *gorm.DB) error { return tx.Exec("INSERT INTO records (id) VALUES (?)", id).Error }); err != nil {
				t.Fatal(err)
			}
		}
		type ops = map[string]any
		for _, c := range []struct {
			name, field string
			ops         ops
			want        string
		}{
			{"eq", "score", ops{"eq": n("3")}, "b c"},
			{"ne, also without a value", "score", ops{"ne": n("3")}, "a d e"},
			{"in", "score", ops{"in": []any{n("3"), n("10"), n("77")}}, "b c d"},
			{"in none", "score", ops{"in": []any{}}, ""},
			{"notIn", "score", ops{"notIn": []any{n("3"), n("10")}}, "a e"},
			{"notIn none", "score", ops{"notIn": []any{}}, "a b c d e"},
			{"gt", "score", ops{"gt": n("3")}, "d"},
			{"gte", "score", ops{"gte": n("3")}, "b c d"},
			{"lt", "score", ops{"lt": n("3")}, "a"},
			{"lte", "score", ops{"lte": n("3")}, "a b c"},
			{"between", "score", ops{"gt": n("-5"), "lt": n("10")}, "b c"},
			{"between, ends too", "score", ops{"gte": n("-5"), "lte": n("10")}, "a b c d"},
			{"between, one end too", "score", ops{"gt": n("-5"), "lte": n("10")}, "b c d"},
			{"between, upside down", "score", ops{"gt": n("10"), "lt": n("-5")}, ""},
			{"both lower ends and an upper one", "score", ops{"gt": n("-6"), "gte": n("3"), "lt": n("10")}, "b c"},
			{"isSet", "name", ops{"isSet": true}, "a b c d"},
			{"isSet false", "name", ops{"isSet": false}, "e"},
			{"like a beginning", "name", ops{"like": "ZOË*"}, "a b"},
			{"like a whole", "name", ops{"like": "zoe muller"}, "a"},
			{"like what is within", "name", ops{"like": "*e m*"}, "a"},
			{"like plain %", "name", ops{"like": "*0%*"}, "d"},
			{"like anything", "name", ops{"like": "*"}, "a b c d"},
			{"eq of nothing", "name", ops{"eq": ""}, "c"},
			{"a list's value", "words", ops{"eq": "zz"}, "a"},
			{"a list between two values, by different ones", "words", ops{"gt": "y", "lt": "y"}, "a"},
			{"an empty list is set", "words", ops{"isSet": true}, "a b c"},
			{"an empty list is not something", "words", ops{"ne": "m"}, "a c d e"},
			{"an empty list is not nothing", "words", ops{"eq": ""}, ""},
		} {
			e, err := s.Where(ctx, boss, models.OwnerCustomer, "records.id", customfields.Values{c.field: c.ops})
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			q := s.db.Read(ctx).Table("records")
			if !e.True() {
				q = q.Where(e.SQL, e.Args...)
			}
			var ids []string
			if err := q.Order("id").Pluck("id", &ids).Error; err != nil || strings.Join(ids, " ") != c.want {
				t.Errorf("%s: %q %v, want %q (%s)", c.name, ids, err, c.want, e.SQL)
			}
		}
		for name, in := range map[string]customfields.Values{
			"no such field": {"none": ops{"eq": "x"}}, "no such operator": {"score": ops{"above": n("1")}}, "no number above": {"score": ops{"gt": "x", "lt": n("1")}},
			"no number below": {"score": ops{"gt": n("1"), "lt": "x"}}, "no pattern": {"name": ops{"like": n("1")}},
		} {
			if _, err := s.Where(ctx, boss, models.OwnerCustomer, "records.id", in); !apperr.Is(err, apperr.BadInput) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
