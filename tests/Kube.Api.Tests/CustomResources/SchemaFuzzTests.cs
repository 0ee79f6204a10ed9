using System.Text;
using Kube.Api.CustomResources.Definitions;
using Kube.Api.CustomResources.Publishing;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.CustomResources.Values;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;
using Xunit;

namespace Kube.Api.Tests.CustomResources;

/// <summary>Schemas and values thrown together by chance: whatever is said of them, nothing breaks, and what is said holds.</summary>
public sealed class SchemaFuzzTests
{
    private static readonly string[] s_names = ["a", "b", "metadata", "apiVersion", "x.y", "é", ""];
    private static readonly string[] s_types = ["string", "integer", "number", "boolean", "object", "array", "", "null", "text"];
    private static readonly string[] s_patterns = ["^a+$", "(", "[a-z]{2,3}", "(?i)x|y", "\\d+", "a**", "[[:alpha:]]"];

    [Fact]
    public void Schema_AndValueByChance_NeverBreakAnything()
    {
        var runs = Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 1_000_000 : 5_000;
        var chance = new Random(20261121);
        for (var run = 0; run < runs; run++)
        {
            var text = Schema(chance, 4);
            var model = SchemaNodes.Model(text);
            var errors = new FieldErrors();
            new DefinitionValidation(Definition(model), null, null, errors).Validate();
            var schema = SchemaNode.Of(model);
            var value = (TreeObject)TreeNode.Parse("{\"a\":" + Value(chance, 4) + ",\"b\":" + Value(chance, 3) + "}");

            var pruned = Pruning.PruneObject(value, schema, []);
            Assert.Same(pruned, Pruning.PruneObject(pruned, schema));
            var filled = Defaulting.Apply(pruned, schema);
            Assert.Same(filled, Defaulting.Apply(filled, schema));
            var found = new FieldErrors();
            ValueValidator.Validate(schema, filled, null, null, found);
            ListKeys.Validate(filled, schema, null, found);
            EmbeddedObjects.Validate(filled, schema, null, found);
            var unchanged = new FieldErrors();
            ValueValidator.Validate(schema, filled, filled, null, unchanged);
            Assert.Empty(unchanged);
            _ = CustomTypes.Make(new GroupVersionKind("g.example.com", "v1", "K"), schema, () => (TreeObject)TreeNode.Parse(text)).Fields.Length;
        }
    }

    [Fact]
    public void Schema_AsDeepAsTextMayBe_IsJudgedWithoutEnd()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 300; i++) text.Append("""{"type":"object","properties":{"a":""");
        text.Append("""{"type":"string"}""");
        for (var i = 0; i < 300; i++) text.Append("}}");
        var errors = new FieldErrors();

        new DefinitionValidation(Definition(SchemaNodes.Model(text.ToString())), null, null, errors).Validate();

        Assert.Empty(errors);
    }

    private static V1CustomResourceDefinition Definition(V1JSONSchemaProps schema)
    {
        var definition = new V1CustomResourceDefinition
        {
            Metadata = new() { Name = "ks.g.example.com" },
            Spec = new()
            {
                Group = "g.example.com", Scope = "Namespaced", Names = new() { Plural = "ks", Kind = "K" },
                Versions = [new() { Name = "v1", Served = true, Storage = true, Schema = new() { OpenAPIV3Schema = schema } }],
            },
        };
        DefinitionDefaults.Apply(definition);
        return definition;
    }

    private static string Schema(Random chance, int depth)
    {
        var parts = new List<string> { $"\"type\":\"{(depth == 4 ? "object" : s_types[chance.Next(s_types.Length)])}\"" };
        if (depth > 0 && chance.Next(2) == 0)
            parts.Add("\"properties\":{" + string.Join(',', s_names.Where(_ => chance.Next(2) == 0).Select(name => $"\"{name}\":{Schema(chance, depth - 1)}")) + "}");
        if (depth > 0 && chance.Next(3) == 0) parts.Add("\"items\":" + Schema(chance, depth - 1));
        if (depth > 0 && chance.Next(5) == 0) parts.Add("\"additionalProperties\":" + (chance.Next(3) == 0 ? "true" : Schema(chance, depth - 1)));
        if (depth > 0 && chance.Next(5) == 0) parts.Add($"\"{(new[] { "allOf", "anyOf", "oneOf" })[chance.Next(3)]}\":[{Schema(chance, depth - 1)},{Schema(chance, 0)}]");
        if (chance.Next(4) == 0) parts.Add("\"default\":" + Value(chance, 2));
        if (chance.Next(4) == 0) parts.Add("\"nullable\":true");
        if (chance.Next(5) == 0) parts.Add("\"x-kubernetes-preserve-unknown-fields\":true");
        if (chance.Next(8) == 0) parts.Add("\"x-kubernetes-int-or-string\":true");
        if (chance.Next(8) == 0) parts.Add("\"x-kubernetes-embedded-resource\":true");
        if (chance.Next(5) == 0) parts.Add($"\"x-kubernetes-list-type\":\"{(new[] { "map", "set", "atomic", "bag" })[chance.Next(4)]}\",\"x-kubernetes-list-map-keys\":[\"a\"]");
        if (chance.Next(4) == 0) parts.Add($"\"pattern\":{TreeString.Of(s_patterns[chance.Next(s_patterns.Length)])}");
        if (chance.Next(4) == 0) parts.Add($"\"enum\":[{Value(chance, 1)},{Value(chance, 0)}]");
        if (chance.Next(4) == 0) parts.Add($"\"minimum\":{chance.Next(-5, 5)},\"maxLength\":{chance.Next(-1, 4)},\"multipleOf\":{chance.Next(0, 4)},\"maxItems\":1,\"minProperties\":1");
        if (chance.Next(4) == 0) parts.Add("\"required\":[\"a\"]");
        return "{" + string.Join(',', parts) + "}";
    }

    private static string Value(Random chance, int depth) => chance.Next(depth > 0 ? 9 : 7) switch
    {
        0 => "null",
        1 => "true",
        2 => chance.Next(-10, 10).ToString(System.Globalization.CultureInfo.InvariantCulture),
        3 => "1.5",
        4 => "9223372036854775808",
        5 => "\"aa\"",
        6 => "\"2020-01-01T00:00:00Z\"",
        7 => "[" + string.Join(',', Enumerable.Range(0, chance.Next(3)).Select(_ => Value(chance, depth - 1))) + "]",
        _ => "{" + string.Join(',', s_names.Where(_ => chance.Next(3) == 0).Select(name => $"\"{name}\":{Value(chance, depth - 1)}")) + "}",
    };
}
