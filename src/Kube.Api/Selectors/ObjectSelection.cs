using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Objects;

namespace Kube.Api.Selectors;

/// <summary>A label and a field selector bound to a resource: answers from an object's facts alone, without decoding it. Immutable.</summary>
internal sealed class ObjectSelection
{
    private const int NameField = -1;
    private const int NamespaceField = -2;

    private readonly LabelSelector _labels;
    private readonly (int Field, string Value, bool Negated)[] _fields;

    private ObjectSelection(LabelSelector labels, (int Field, string Value, bool Negated)[] fields, ResourceDefinition resource)
    {
        _labels = labels;
        _fields = fields;
        foreach (var (field, value, negated) in fields)
        {
            if (negated) continue;
            if (field == NameField) Name ??= value;
            else if (field == NamespaceField) Namespace ??= value;
            else if (resource.SelectableFields[field].Indexed && Indexed is null) Indexed = (field, value);
        }
    }

    public static ObjectSelection Everything { get; } = new(LabelSelector.Everything, [], null!);

    public bool IsEmpty => _labels.IsEmpty && _fields.Length == 0;

    /// <summary>The only name that can be selected; null when there is no such.</summary>
    public string? Name { get; }

    /// <summary>The only namespace that can be selected; null when there is no such.</summary>
    public string? Namespace { get; }

    /// <summary>The only value of an indexed field that can be selected; null when there is no such.</summary>
    public (int Field, string Value)? Indexed { get; }

    /// <summary>Binds selectors to a resource.</summary>
    /// <exception cref="BadRequestException">The resource has no such field.</exception>
    public static ObjectSelection Of(LabelSelector labels, FieldSelector parsed, ResourceDefinition resource)
    {
        if (labels.IsEmpty && parsed.Requirements.Count == 0) return Everything;
        var fields = new (int, string, bool)[parsed.Requirements.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var requirement = parsed.Requirements[i];
            fields[i] = (IndexOf(requirement.Field, resource), requirement.Value, requirement.Negated);
        }

        return new(labels, fields, resource);
    }

    /// <summary>Narrows the selection to what a path names; empty texts narrow nothing.</summary>
    public ObjectSelection Within(string ns, string name, ResourceDefinition resource)
    {
        if (ns.Length == 0 && name.Length == 0) return this;
        var fields = _fields.ToList();
        if (ns.Length > 0) fields.Insert(0, (NamespaceField, ns, false));
        if (name.Length > 0) fields.Insert(0, (NameField, name, false));
        return new(_labels, [.. fields], resource);
    }

    public bool Matches(ObjectFacts facts)
    {
        foreach (var (field, value, negated) in _fields)
        {
            var actual = field switch { NameField => facts.Name, NamespaceField => facts.Namespace, _ => facts.Selectable(field) };
            if (actual == value == negated) return false;
        }

        return _labels.IsEmpty || _labels.Matches(facts.Labels);
    }

    private static int IndexOf(string field, ResourceDefinition resource)
    {
        if (field == "metadata.name") return NameField;
        var own = resource.SelectableFields;
        // Upstream registers a list of its own for a cluster-scoped kind with fields, and that leaves the namespace out.
        if (field == "metadata.namespace" && (resource.Namespaced || own.Count == 0)) return NamespaceField;
        for (var i = 0; i < own.Count; i++)
            if (own[i].Name == field) return i;
        throw new BadRequestException(resource.UnknownFieldText is { } text
            ? string.Format(null, text, field)
            : own.Count > 0
                ? $"field label not supported: {field}"
                : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }
}
