using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>What a schema may say at all, place by place (upstream's <c>ValidateCustomResourceDefinitionOpenAPISchema</c>, 1.36).</summary>
internal sealed class SchemaRules(FieldErrors errors)
{
    private static readonly string[] s_types = ["array", "boolean", "integer", "number", "object", "string"];

    /// <param name="schema">The place.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="isRoot">It is the whole object's.</param>
    /// <param name="insideMetadata">It lies in the metadata of an object.</param>
    /// <param name="noDefaults">Why there may be no defaults; empty when there may.</param>
    public void Check(V1JSONSchemaProps schema, FieldPath path, bool isRoot, bool insideMetadata, string noDefaults)
    {
        CheckUnsupported(schema, path, insideMetadata, noDefaults);
        if (schema.UniqueItems == true) errors.Forbidden(path.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        if (schema.AdditionalProperties is { } additional && schema.Properties is { Count: > 0 } && (!additional.Allows || additional.Schema is not null))
            errors.Forbidden(path.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive");

        foreach (var child in SchemaChildren.Of(schema))
        {
            var (inside, reason) = (insideMetadata, noDefaults);
            if (child.IsAdditional && insideMetadata) reason = "inside additionalProperties applying to object metadata";
            if (child.Property is "metadata" or "apiVersion" or "kind" && (isRoot || schema.XKubernetesEmbeddedResource == true))
            {
                inside = true;
                if (isRoot) reason = $"in top-level {child.Property}";
            }

            Check(child.Schema, child.At(path), isRoot: false, inside, reason);
        }

        if (schema.XKubernetesPreserveUnknownFields == false)
            errors.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
        CheckMapType(schema, path);
        CheckListType(schema, path);
        if (schema.XKubernetesListType == "map") CheckListMap(schema, path);
        CheckKeysAndItems(schema, path);
    }

    private void CheckUnsupported(V1JSONSchemaProps schema, FieldPath path, bool insideMetadata, string noDefaults)
    {
        if (!string.IsNullOrEmpty(schema.Type) && !s_types.Contains(schema.Type)) errors.NotSupported(path.Child("type"), schema.Type, s_types);
        if (schema.Default is not null && noDefaults.Length > 0) errors.Forbidden(path.Child("default"), $"must not be set {noDefaults}");
        if (!string.IsNullOrEmpty(schema.Id)) NotSupported("id");
        if (schema.AdditionalItems is not null) NotSupported("additionalItems");
        if (schema.PatternProperties is { Count: > 0 }) NotSupported("patternProperties");
        if (schema.Definitions is { Count: > 0 }) NotSupported("definitions");
        if (schema.Dependencies is { Count: > 0 }) NotSupported("dependencies");
        if (schema.Ref is not null) NotSupported("$ref");
        if (schema.Type == "null") errors.Forbidden(path.Child("type"), "type cannot be set to null, use nullable as an alternative");
        if (schema.Items?.JSONSchemas is { Count: > 0 }) errors.Forbidden(path.Child("items"), "items must be a schema object and not an array");
        if (insideMetadata && schema.XKubernetesEmbeddedResource == true) errors.Forbidden(path.Child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");

        void NotSupported(string name) => errors.Forbidden(path.Child(name), $"{name} is not supported");
    }

    private void CheckMapType(V1JSONSchemaProps schema, FieldPath path)
    {
        if (schema.XKubernetesMapType is not { } map) return;
        const string MustBeObject = "must be object if x-kubernetes-map-type is specified";
        if (string.IsNullOrEmpty(schema.Type)) errors.Required(path.Child("type"), MustBeObject);
        else if (schema.Type != "object") errors.Invalid(path.Child("type"), schema.Type, MustBeObject);
        if (map is not ("atomic" or "granular")) errors.NotSupported(path.Child("x-kubernetes-map-type"), map, "atomic", "granular");
    }

    private void CheckListType(V1JSONSchemaProps schema, FieldPath path)
    {
        if (schema.XKubernetesListType is { } list)
        {
            const string MustBeArray = "must be array if x-kubernetes-list-type is specified";
            if (string.IsNullOrEmpty(schema.Type)) errors.Required(path.Child("type"), MustBeArray);
            else if (schema.Type != "array") errors.Invalid(path.Child("type"), schema.Type, MustBeArray);
            else if (list == "set" && schema.Items?.Schema is { } item) CheckSetItem(item, path.Child("items"));
            if (list is not ("atomic" or "set" or "map")) errors.NotSupported(path.Child("x-kubernetes-list-type"), list, "atomic", "set", "map");
        }

        if (schema.XKubernetesListMapKeys is not { Count: > 0 }) return;
        const string MustBeMap = "must be map if x-kubernetes-list-map-keys is non-empty";
        if (schema.XKubernetesListType is null) errors.Required(path.Child("x-kubernetes-list-type"), MustBeMap);
        else if (schema.XKubernetesListType != "map") errors.Invalid(path.Child("x-kubernetes-list-type"), schema.XKubernetesListType, MustBeMap);
    }

    private void CheckSetItem(V1JSONSchemaProps item, FieldPath path)
    {
        const string MustBeAtomic = "must be atomic as item of a list with x-kubernetes-list-type=set";
        if (item.Type == "array" && item.XKubernetesListType is not (null or "atomic")) errors.Invalid(path.Child("x-kubernetes-list-type"), item.XKubernetesListType, MustBeAtomic);
        if (item.Type == "object" && item.XKubernetesMapType != "atomic") errors.Invalid(path.Child("x-kubernetes-map-type"), item.XKubernetesMapType, MustBeAtomic);
    }

    private void CheckListMap(V1JSONSchemaProps schema, FieldPath path)
    {
        var keys = schema.XKubernetesListMapKeys ?? [];
        var at = path.Child("x-kubernetes-list-map-keys");
        if (keys.Count == 0) errors.Required(at, "must not be empty if x-kubernetes-list-type is map");
        if (schema.Items is null)
        {
            errors.Required(path.Child("items"), "must have a schema if x-kubernetes-list-type is map");
            return;
        }

        if (schema.Items.Schema is not { } item)
        {
            errors.Invalid(path.Child("items"), new JsonText("{}"), "must only have a single schema if x-kubernetes-list-type is map");
            return;
        }

        if (item.Type != "object")
        {
            errors.Invalid(path.Child("items", "type"), item.Type ?? "", "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }

        var known = new HashSet<string>();
        foreach (var key in keys)
        {
            if (item.Properties?.GetValueOrDefault(key) is not { } property) errors.Invalid(at, keys, "entries must all be names of item properties");
            else if (property.Type is "array" or "object")
                errors.Invalid(path.Child("items", "properties").Key(key).Child("type"), property.Type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
            if (!known.Add(key)) errors.Invalid(at, keys, "must not contain duplicate entries");
        }
    }

    private void CheckKeysAndItems(V1JSONSchemaProps schema, FieldPath path)
    {
        if (schema.Items?.Schema is not { } item || schema.XKubernetesListType is not ("set" or "map")) return;
        if (item.Nullable == true) errors.Forbidden(path.Child("items", "nullable"), $"cannot be nullable when x-kubernetes-list-type is {schema.XKubernetesListType}");
        if (schema.XKubernetesListType == "set") return;
        foreach (var key in schema.XKubernetesListMapKeys ?? [])
        {
            if (item.Properties?.GetValueOrDefault(key) is not { } property) continue;
            var at = path.Child("items", "properties").Key(key);
            if (item.Required?.Contains(key) != true && property.Default is null)
                errors.Required(at.Child("default"), "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            if (property.Nullable == true) errors.Forbidden(at.Child("nullable"), "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }
}
