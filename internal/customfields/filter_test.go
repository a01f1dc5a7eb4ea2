package customfields_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/customfields"
	"clientele/models"
)

// storeRecords stores the records that TestWhere filters, with a table of their ids.
func (s *shop) storeRecords() {
	s.t.Helper()
	ctx := context.Background()
	s.define("score", models.FieldInteger, nil)
	s.define("other", models.FieldInteger, nil)
	s.define("nickname", models.FieldString, nil)
	s.define("words", models.FieldString, func(in *fieldInput) { in.List = true })
	n := func(text string) json.Number { return json.Number(text) }
	if err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		return dbtest.CreateTable(tx, "records (id TEXT)", "id")
	}); err != nil {
		s.t.Fatal(err)
	}
	for id, values := range map[string]customfields.Values{
		"a": {"score": n("-5"), "other": n("100"), "nickname": "Zoë Müller", "words": []any{"x", "zz"}},
		"b": {"score": n("3"), "other": n("-100"), "nickname": "zoe o'neil", "words": []any{"m"}},
		"c": {"score": n("3"), "nickname": "", "words": []any{}},
		"d": {"score": n("10"), "nickname": "100% _"},
		"e": {},
	} {
		if err := s.write(boss, id, values, true); err != nil {
			s.t.Fatal(err)
		}
		if err := s.db.InTx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO records (id) VALUES (?)", id).Error
		}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestWhere checks every operator, and that filters of one field ignore the values of another.
func TestWhere(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		s.storeRecords()
		n := func(text string) json.Number { return json.Number(text) }
		type ops = map[string]any
		for _, c := range []struct {
			name, field string
			ops         ops
			want        string
		}{
			{"eq", "score", ops{"eq": n("3")}, "b c"},
			{"ne, including no value", "score", ops{"ne": n("3")}, "a d e"},
			{"in", "score", ops{"in": []any{n("3"), n("10"), n("77")}}, "b c d"},
			{"in an empty list", "score", ops{"in": []any{}}, ""},
			{"notIn", "score", ops{"notIn": []any{n("3"), n("10")}}, "a e"},
			{"notIn an empty list", "score", ops{"notIn": []any{}}, "a b c d e"},
			{"gt", "score", ops{"gt": n("3")}, "d"},
			{"gte", "score", ops{"gte": n("3")}, "b c d"},
			{"lt", "score", ops{"lt": n("3")}, "a"},
			{"lte", "score", ops{"lte": n("3")}, "a b c"},
			{"between", "score", ops{"gt": n("-5"), "lt": n("10")}, "b c"},
			{"between, inclusive", "score", ops{"gte": n("-5"), "lte": n("10")}, "a b c d"},
			{"between, upper bound inclusive", "score", ops{"gt": n("-5"), "lte": n("10")}, "b c d"},
			{"between, bounds reversed", "score", ops{"gt": n("10"), "lt": n("-5")}, ""},
			{"two lower bounds and an upper bound", "score", ops{"gt": n("-6"), "gte": n("3"), "lt": n("10")}, "b c"},
			{"isSet", "nickname", ops{"isSet": true}, "a b d"},
			{"isSet false, including an empty text", "nickname", ops{"isSet": false}, "c e"},
			{"isSet of numbers", "score", ops{"isSet": true}, "a b c d"},
			{"isSet false of numbers", "score", ops{"isSet": false}, "e"},
			{"contains", "nickname", ops{"contains": "E M"}, "a"},
			{"contains plain %", "nickname", ops{"contains": "0%"}, "d"},
			{"contains a plain *", "nickname", ops{"contains": "*"}, ""},
			{"contains an empty text", "nickname", ops{"contains": ""}, "a b c d"},
			{"startsWith", "nickname", ops{"startsWith": "ZOË"}, "a b"},
			{"startsWith what is within", "nickname", ops{"startsWith": "oe"}, ""},
			{"startsWith in a list", "words", ops{"startsWith": "z"}, "a"},
			{"like a prefix", "nickname", ops{"like": "ZOË*"}, "a b"},
			{"like a whole value", "nickname", ops{"like": "zoe muller"}, "a"},
			{"like a substring", "nickname", ops{"like": "*e m*"}, "a"},
			{"like plain %", "nickname", ops{"like": "*0%*"}, "d"},
			{"like anything", "nickname", ops{"like": "*"}, "a b c d"},
			{"eq an empty text", "nickname", ops{"eq": ""}, "c"},
			{"value in a list", "words", ops{"eq": "zz"}, "a"},
			{"list with a value above and a value below", "words", ops{"gt": "y", "lt": "y"}, "a"},
			{"empty list, isSet", "words", ops{"isSet": true}, "a b"},
			{"empty list, isSet false", "words", ops{"isSet": false}, "c d e"},
			{"empty list, ne", "words", ops{"ne": "m"}, "a c d e"},
			{"empty list, eq an empty text", "words", ops{"eq": ""}, ""},
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
	})
}

func TestWhereErrors(t *testing.T) {
	type ops = map[string]any
	onEach(t, func(t *testing.T, s *shop) {
		s.define("score", models.FieldInteger, nil)
		s.define("nickname", models.FieldString, nil)
		n := json.Number("1")
		for name, in := range map[string]customfields.Values{
			"unknown field": {"none": ops{"eq": "x"}}, "unknown operator": {"score": ops{"above": n}},
			"invalid lower bound": {"score": ops{"gt": "x", "lt": n}},
			"invalid upper bound": {"score": ops{"gt": n, "lt": "x"}},
			"invalid pattern":     {"nickname": ops{"like": n}},
		} {
			_, err := s.Where(context.Background(), boss, models.OwnerCustomer, "records.id", in)
			if !apperr.Is(err, apperr.BadInput) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
