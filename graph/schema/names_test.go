package schema_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	gqlgen "github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/graph/schema"
	"clientele/internal/customfields"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestRenamedTypesAreLogged starts with a stored field whose options need a type with the name of another type.
func TestRenamedTypesAreLogged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, key := range []string{"key", "other"} {
			field := &models.CustomField{
				ID: models.NewID(models.FieldID), Owner: models.OwnerCustomer, Key: key, Label: key, Type: models.FieldEnum,
				Choices: models.CustomFieldOptions{{Value: "GOLD", Label: "Gold"}}, Access: models.AccessNone, Version: 1,
			}
			if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(field).Error }); err != nil {
				t.Fatal(err)
			}
		}
		var log bytes.Buffer
		usual := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		defer slog.SetDefault(usual)
		fields := customfields.New(d, time.Now, throttle.New(d, time.Now))
		store, err := schema.NewStore(t.Context(), fields, func(*ast.Schema, graphql.Cache[*ast.QueryDocument]) *gqlgen.Executor {
			return nil // runs nothing here
		})
		if err != nil {
			t.Fatal(err)
		}
		const want = "owner=CUSTOMER key=key type=CustomerCustomFieldKey renamed=CustomerCustomFieldKey_Options"
		if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), want) {
			t.Errorf("the log says %s", &log)
		}
		types := store.Peek().View(schema.Staff).Schema.Types
		for _, name := range []string{
			"CustomerCustomFieldKey", "CustomerCustomFieldKey_Options", "CustomerCustomFieldKey_Options_Filter",
			"CustomerCustomFieldOther", "CustomerCustomFieldOther_Filter",
		} {
			if types[name] == nil {
				t.Errorf("the type %s is missing", name)
			}
		}
	})
}

// TestTypeNames checks that the names include those of all kinds of types, also of types that only some shops have.
func TestTypeNames(t *testing.T) {
	names := schema.TypeNames()
	for _, name := range []string{
		"Int", "__Type", "Customer", "OrderFilter", "Scope", "Date", "CustomIntFilter", "CustomerCustomFieldKey",
		"AddressCustomFieldKey", "AddressCustomFieldsFilter",
	} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing", name)
		}
	}
}
