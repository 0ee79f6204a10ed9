using System.Reflection;
using Kube.Api.CustomResources.Scaling;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>What is said of a resource outside its schema. Filled while it is registered.</summary>
internal sealed class OwnResource
{
    private KubernetesResourceAttribute? _names;
    private Type _type = typeof(object);

    public List<V1CustomResourceColumnDefinition> Columns { get; } = [];

    public List<V1SelectableField> Selectable { get; } = [];

    public V1CustomResourceSubresourceScale? Scale { get; private set; }

    /// <summary>Null: it is not deprecated; empty: without words of its own.</summary>
    public string? Deprecation { get; set; }

    /// <exception cref="InvalidOperationException">Nothing names the resource.</exception>
    public KubernetesResourceAttribute Names => _names ?? throw new InvalidOperationException($"{_type} has no {nameof(KubernetesResourceAttribute)}, and nothing else names its resource.");

    public GroupVersionKind Kind => new(Names.Group, Names.Version, Names.Kind ?? _type.Name);

    public string Plural => Names.Plural ?? Kind.Kind.ToLowerInvariant() + "s";

    public ScalePaths? ScalePaths => Scale is { } scale ? new ScalePaths(scale) : null;

    public static OwnResource Of(Type type)
    {
        var resource = new OwnResource { _type = type, _names = type.GetCustomAttribute<KubernetesResourceAttribute>() };
        foreach (var column in type.GetCustomAttributes<PrinterColumnAttribute>()) resource.Add(column);
        foreach (var field in type.GetCustomAttributes<SelectableFieldAttribute>()) resource.Add(field);
        if (type.GetCustomAttribute<ResourceScaleAttribute>() is { } scale) resource.Take(scale);
        return resource;
    }

    public void Take(KubernetesResourceAttribute names, Type type) => (_names, _type) = (names, type);

    public void Take(ResourceScaleAttribute scale) => Scale = new()
    {
        SpecReplicasPath = scale.SpecPath, StatusReplicasPath = scale.StatusPath, LabelSelectorPath = scale.SelectorPath,
    };

    public void Add(PrinterColumnAttribute column) => Columns.Add(new()
    {
        Name = column.Name, JsonPath = column.JsonPath, Type = column.Type, Description = column.Description, Priority = column.Priority == 0 ? null : column.Priority,
    });

    public void Add(SelectableFieldAttribute field) => Selectable.Add(new() { JsonPath = field.JsonPath });
}
