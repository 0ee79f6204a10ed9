using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>A schema must say the form of its values apart from the rules of them (upstream's <c>structural schemas</c>, 1.36).</summary>
internal sealed class StructuralRules
{
    private readonly FieldErrors _errors = new();

    private enum Level
    {
        Root,
        Field,
        Item,
    }

    public int Count => _errors.Count;

    /// <summary>What is wrong, in the order of its text.</summary>
    public IEnumerable<FieldError> Sorted() => _errors.OrderBy(static error => error.ToString(), StringComparer.Ordinal);

    public void Check(V1JSONSchemaProps root, FieldPath path)
    {
        Check(root, Level.Root, path);
        CheckCompleteness(root, root, path, path);
    }

    private void Check(V1JSONSchemaProps schema, Level level, FieldPath path)
    {
        if (schema.Type == "array" && schema.Items is null) _errors.Required(path.Child("items"), "must be specified");
        if (schema.Items?.Schema is { } item) Check(item, Level.Item, path.Child("items"));
        foreach (var (name, property) in schema.Properties ?? []) Check(property, Level.Field, path.Child("properties").Key(name));
        if (schema.AdditionalProperties is { } additional)
        {
            if (level == Level.Root) _errors.Forbidden(path.Child("additionalProperties"), "must not be used at the root");
            if (additional.Schema is { } rest) Check(rest, Level.Field, path.Child("additionalProperties"));
        }

        CheckExtensions(schema, path);
        CheckValues(schema, IsIntOrStringAnyOf(schema), path);
        CheckType(schema, level, path);
        CheckMetadata(schema, level, path);
        if (schema.XKubernetesEmbeddedResource == true && schema.XKubernetesPreserveUnknownFields != true && schema.Properties is not { Count: > 0 })
            _errors.Required(path.Child("properties"), "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
    }

    private void CheckType(V1JSONSchemaProps schema, Level level, FieldPath path)
    {
        var type = schema.Type ?? "";
        if (schema.XKubernetesEmbeddedResource == true && type != "object")
        {
            const string MustBeObject = "must be object if x-kubernetes-embedded-resource is true";
            if (type.Length == 0) _errors.Required(path.Child("type"), MustBeObject);
            else _errors.Invalid(path.Child("type"), type, MustBeObject);
        }
        else if (type.Length == 0 && schema.XKubernetesIntOrString != true && schema.XKubernetesPreserveUnknownFields != true)
        {
            _errors.Required(path.Child("type"), level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            });
        }

        if (schema.XKubernetesEmbeddedResource == true && schema.AdditionalProperties is not null)
            _errors.Forbidden(path.Child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set");
        if (level == Level.Root && type.Length > 0 && type != "object") _errors.Invalid(path.Child("type"), type, "must be object at the root");
    }

    private void CheckMetadata(V1JSONSchemaProps schema, Level level, FieldPath path)
    {
        if (level != Level.Root && schema.XKubernetesEmbeddedResource != true) return;
        foreach (var name in (ReadOnlySpan<string>)["kind", "apiVersion"])
        {
            if (schema.Properties?.GetValueOrDefault(name) is { } property && property.Type != "string")
                _errors.Invalid(path.Child("properties").Key(name).Child("type"), property.Type ?? "", "must be string");
        }

        if (schema.Properties?.GetValueOrDefault("metadata") is not { } metadata) return;
        var at = path.Child("properties").Key("metadata");
        if (metadata.Type != "object") _errors.Invalid(at.Child("type"), metadata.Type ?? "", "must be object");
        if (level != Level.Root) return;
        var plain = metadata.DeepClone();
        if ((plain.Properties ?? []).Keys.All(static name => name is "name" or "generateName")) plain.Properties = null;
        (plain.Type, plain.Default) = (null, null);
        if (!plain.SemanticEquals(new V1JSONSchemaProps()))
            _errors.Forbidden(at, "must not specify anything other than name and generateName, but metadata is implicitly specified");
    }

    private void CheckExtensions(V1JSONSchemaProps schema, FieldPath path)
    {
        if (schema.XKubernetesIntOrString != true) return;
        if (schema.XKubernetesPreserveUnknownFields == true)
            _errors.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), true, "must be false if x-kubernetes-int-or-string is true");
        if (schema.XKubernetesEmbeddedResource == true)
            _errors.Invalid(path.Child("x-kubernetes-embedded-resource"), true, "must be false if x-kubernetes-int-or-string is true");
    }

    private void CheckValues(V1JSONSchemaProps schema, bool skipsAnyOf, FieldPath path)
    {
        if (!skipsAnyOf) CheckNested(schema.AnyOf, path.Child("anyOf"));
        for (var i = 0; i < schema.AllOf?.Count; i++)
            CheckNested(schema.AllOf[i], i == 0 && schema.XKubernetesIntOrString == true && IsIntOrStringAnyOf(schema.AllOf[0], true), path.Child("allOf").Index(i));
        CheckNested(schema.OneOf, path.Child("oneOf"));
        if (schema.Not is { } not) CheckNested(not, false, path.Child("not"));
        if (schema.Pattern is { Length: > 0 } pattern && GoRegex.Of(pattern).Problem is { } problem)
            _errors.Invalid(path.Child("pattern"), pattern, $"must be a valid regular expression, but isn't: {problem}");
    }

    private void CheckNested(List<V1JSONSchemaProps>? schemas, FieldPath path)
    {
        for (var i = 0; i < schemas?.Count; i++) CheckNested(schemas[i], false, path.Index(i));
    }

    private void CheckNested(V1JSONSchemaProps schema, bool skipsAnyOf, FieldPath path)
    {
        CheckValues(schema, skipsAnyOf, path);
        if (schema.Items?.Schema is { } item) CheckNested(item, false, path.Child("items"));
        foreach (var (name, property) in schema.Properties ?? []) CheckNested(property, false, path.Child("properties").Key(name));
        Forbid(!string.IsNullOrEmpty(schema.Type), "type", "must be empty to be structural");
        Forbid(schema.AdditionalProperties is not null, "additionalProperties", "must be undefined to be structural");
        Forbid(schema.Default is not null, "default", "must be undefined to be structural");
        Forbid(!string.IsNullOrEmpty(schema.Title), "title", "must be empty to be structural");
        Forbid(!string.IsNullOrEmpty(schema.Description), "description", "must be empty to be structural");
        Forbid(schema.Nullable == true, "nullable", "must be false to be structural");
        Forbid(schema.XKubernetesPreserveUnknownFields == true, "x-kubernetes-preserve-unknown-fields", "must be false to be structural");
        Forbid(schema.XKubernetesEmbeddedResource == true, "x-kubernetes-embedded-resource", "must be false to be structural");
        Forbid(schema.XKubernetesIntOrString == true, "x-kubernetes-int-or-string", "must be false to be structural");
        Forbid(schema.XKubernetesListMapKeys is { Count: > 0 }, "x-kubernetes-list-map-keys", "must be empty to be structural");
        Forbid(schema.XKubernetesListType is not null, "x-kubernetes-list-type", "must be undefined to be structural");
        Forbid(schema.XKubernetesMapType is not null, "x-kubernetes-map-type", "must be undefined to be structural");
        Forbid(schema.XKubernetesValidations is { Count: > 0 }, "x-kubernetes-validations", "must be empty to be structural");
        if (schema.Properties?.ContainsKey("metadata") == true) _errors.Forbidden(path.Child("properties").Key("metadata"), "must not be specified in a nested context");

        void Forbid(bool stands, string name, string why)
        {
            if (stands) _errors.Forbidden(path.Child(name), why);
        }
    }

    private static bool IsIntOrStringAnyOf(V1JSONSchemaProps schema, bool isInside = false) =>
        (isInside || schema.XKubernetesIntOrString == true) && schema.AnyOf is [{ Type: "integer" }, { Type: "string" }];

    // What rules speak of must have been described.
    private void CheckCompleteness(V1JSONSchemaProps nested, V1JSONSchemaProps? structure, FieldPath at, FieldPath nestedAt)
    {
        if (structure is null)
        {
            _errors.Required(at, $"because it is defined in {nestedAt}");
            return;
        }

        if (nested.Not is { } not) Nested(not, structure, at, nestedAt.Child("not"));
        for (var i = 0; i < nested.AllOf?.Count; i++) Nested(nested.AllOf[i], structure, at, nestedAt.Child("allOf").Index(i));
        for (var i = 0; i < nested.AnyOf?.Count; i++) Nested(nested.AnyOf[i], structure, at, nestedAt.Child("anyOf").Index(i));
        for (var i = 0; i < nested.OneOf?.Count; i++) Nested(nested.OneOf[i], structure, at, nestedAt.Child("oneOf").Index(i));
    }

    private void Nested(V1JSONSchemaProps nested, V1JSONSchemaProps structure, FieldPath at, FieldPath nestedAt)
    {
        CheckCompleteness(nested, structure, at, nestedAt);
        if (nested.Items?.Schema is { } item)
        {
            if (structure.Items?.Schema is { } items) Nested(item, items, at.Child("items"), nestedAt.Child("items"));
            else _errors.Required(at.Child("items"), $"because it is defined in {nestedAt.Child("items")}");
        }

        foreach (var (name, property) in nested.Properties ?? [])
        {
            var below = nestedAt.Child("properties").Key(name);
            if (structure.Properties?.GetValueOrDefault(name) is { } known) Nested(property, known, at.Child("properties").Key(name), below);
            else _errors.Required(at.Child("properties").Key(name), $"because it is defined in {below}");
        }
    }
}
