using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.OwnTypes;

/// <summary>Says what a resource of a class of your own is, beside or instead of the attributes on the class. Used while services are registered, by one thread.</summary>
/// <typeparam name="T">The class: a version that is served.</typeparam>
public sealed class ResourceBuilder<T>
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    internal OwnRules<T> Rules { get; } = new();

    internal List<IOwnVersion<T>> Others { get; } = [];

    internal OwnResource Resource { get; } = OwnResource.Of(typeof(T));

    internal List<JsonConverter> Converters { get; } = [];

    internal List<Action<V1JSONSchemaProps>> SchemaChanges { get; } = [];

    /// <summary>Names the resource, in place of <see cref="KubernetesResourceAttribute"/>.</summary>
    /// <param name="names">What the attribute would say.</param>
    public ResourceBuilder<T> Named(KubernetesResourceAttribute names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Resource.Take(names, typeof(T));
        return this;
    }

    /// <summary>Adds a column to <c>kubectl get</c>.</summary>
    /// <param name="column">What <see cref="PrinterColumnAttribute"/> would say.</param>
    public ResourceBuilder<T> Column(PrinterColumnAttribute column)
    {
        ArgumentNullException.ThrowIfNull(column);
        Resource.Add(column);
        return this;
    }

    /// <summary>Gives it the subresource <c>scale</c>.</summary>
    /// <param name="scale">What <see cref="ResourceScaleAttribute"/> would say.</param>
    public ResourceBuilder<T> Scale(ResourceScaleAttribute scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        Resource.Take(scale);
        return this;
    }

    /// <summary>Adds a field that <c>fieldSelector</c> accepts.</summary>
    /// <param name="jsonPath">Where it stands, such as <c>.spec.color</c>.</param>
    public ResourceBuilder<T> SelectableField(string jsonPath)
    {
        Resource.Add(new SelectableFieldAttribute(jsonPath));
        return this;
    }

    /// <summary>Adds a rule for whole objects.</summary>
    /// <param name="rule">What <see cref="CelRuleAttribute"/> on the class would say.</param>
    public ResourceBuilder<T> Rule(CelRuleAttribute rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        SchemaChanges.Add(schema => (schema.XKubernetesValidations ??= []).Add(MemberRules.Rule(rule)));
        return this;
    }

    /// <summary>Changes the schema that was made of the class. It must stay one that the class can hold.</summary>
    /// <param name="change">Called once, at registration, on the root.</param>
    public ResourceBuilder<T> Schema(Action<V1JSONSchemaProps> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        SchemaChanges.Add(change);
        return this;
    }

    /// <summary>What names are allowed. Default <see cref="NameRule.DnsSubdomain"/>.</summary>
    public ResourceBuilder<T> Names(NameRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Rules.Names = rule;
        return this;
    }

    /// <summary>Fills in what a client left out and a schema cannot say. Must be idempotent; may be called concurrently.</summary>
    public ResourceBuilder<T> Default(Action<T> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        Rules.Defaults.Add(fill);
        return this;
    }

    /// <summary>Judges every object that is created or changed, after its schema did. Must be pure; may be called concurrently.</summary>
    /// <param name="check">Reports what is wrong.</param>
    public ResourceBuilder<T> Validate(Action<T, FieldErrors> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        Rules.Checks.Add(check);
        return this;
    }

    /// <summary>Judges every change: the new object, the stored one, and what is wrong. Must be pure; may be called concurrently.</summary>
    public ResourceBuilder<T> ValidateChange(Action<T, T, FieldErrors> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        Rules.ChangeChecks.Add(check);
        return this;
    }

    /// <summary>Warns the clients of valid objects. Must be pure; may be called concurrently.</summary>
    public ResourceBuilder<T> Warn(Action<T, ICollection<string>> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);
        Rules.Warnings.Add(warn);
        return this;
    }

    /// <summary>Warns all clients of this version.</summary>
    /// <param name="warning">What they are told; null: that it is deprecated.</param>
    public ResourceBuilder<T> Deprecated(string? warning = null)
    {
        Resource.Deprecation = warning ?? "";
        return this;
    }

    /// <summary>Lets members be of a generated class of <c>Kube.Api.Models</c> that is not among the often used ones.</summary>
    /// <typeparam name="TModel">The class.</typeparam>
    public ResourceBuilder<T> Uses<TModel>()
        where TModel : class, IKubeModel<TModel>, new()
    {
        Converters.Add(new ModelJsonConverter<TModel>());
        return this;
    }

    /// <summary>Serves the resource in another version, too; this one is stored.</summary>
    /// <typeparam name="TOther">The other version's class, with an attribute of its own that names the same group, kind and plural.</typeparam>
    /// <param name="toThis">Must lose nothing, as what cannot be said otherwise goes to annotations. Owns its argument.</param>
    /// <param name="fromThis">The way back. Owns its argument.</param>
    /// <param name="configure">What is said of the other version beside its attributes: columns, schema, deprecation. Rules in code are this version's.</param>
    [RequiresUnreferencedCode("The class is looked at by reflection; with trimming pass a JsonTypeInfo of a JsonSerializerContext.")]
    [RequiresDynamicCode("The class is looked at by reflection; with Native AOT pass a JsonTypeInfo of a JsonSerializerContext.")]
    public ResourceBuilder<T> AlsoAs<TOther>(Func<TOther, T> toThis, Func<T, TOther> fromThis, Action<ResourceBuilder<TOther>>? configure = null)
        where TOther : class, IKubernetesObject<V1ObjectMeta>, new() =>
        AlsoAs(toThis, fromThis, configure, static builder => OwnJson.Of(typeof(TOther), builder.Converters));

    /// <summary>The same by generated code.</summary>
    /// <typeparam name="TOther">The other version's class.</typeparam>
    /// <param name="json">How it is read and written, of a <c>JsonSerializerContext</c>.</param>
    /// <param name="toThis">Must lose nothing.</param>
    /// <param name="fromThis">The way back.</param>
    /// <param name="configure">What is said of the other version beside its attributes.</param>
    public ResourceBuilder<T> AlsoAs<TOther>(
        JsonTypeInfo<TOther> json, Func<TOther, T> toThis, Func<T, TOther> fromThis, Action<ResourceBuilder<TOther>>? configure = null)
        where TOther : class, IKubernetesObject<V1ObjectMeta>, new() =>
        AlsoAs(toThis, fromThis, configure, builder => OwnJson.Of(json, builder.Converters));

    private ResourceBuilder<T> AlsoAs<TOther>(
        Func<TOther, T> toThis, Func<T, TOther> fromThis, Action<ResourceBuilder<TOther>>? configure, Func<ResourceBuilder<TOther>, OwnJson> read)
        where TOther : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        ArgumentNullException.ThrowIfNull(toThis);
        ArgumentNullException.ThrowIfNull(fromThis);
        var other = new ResourceBuilder<TOther>();
        configure?.Invoke(other);
        Others.Add(new OwnVersion<TOther, T>(new OwnForm<TOther>(other, read(other)), toThis, fromThis));
        return this;
    }
}
