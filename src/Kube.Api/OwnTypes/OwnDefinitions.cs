using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Definitions;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.OwnTypes;

/// <summary>Makes the catalog entries of a class of somebody's own, once it keeps the rules that definitions keep.</summary>
internal sealed class OwnDefinitions<T>(ResourceBuilder<T> builder, OwnForm<T> form)
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <summary>Makes the classes known to the clients of this process.</summary>
    /// <exception cref="ArgumentException">The class or the kind is a built-in one's.</exception>
    public void MakeKnown()
    {
        KubernetesTypes.Add(form.ClientCodec);
        foreach (var other in builder.Others) KubernetesTypes.Add(other.Codec);
    }

    /// <exception cref="InvalidOperationException">The resource breaks rules; the message names them all.</exception>
    public IReadOnlyList<ResourceDefinition> Make(ISchemaRuleCompiler? compiler)
    {
        Check(compiler);
        var schema = form.MakeSchema(compiler);
        var codec = form.MakeCodec(schema);
        var judge = new SchemaJudge(schema, form.Resource.ScalePaths);
        var strategy = new OwnStrategy<T>(codec, builder.Rules, judge, form.HasStatus);
        List<SubresourceDefinition> subresources = [.. form.Scale(codec)];
        if (form.HasStatus) subresources.Add(SubresourceDefinition.Status(new OwnStatusStrategy<T>(codec, strategy, judge)));
        var stored = form.Define(codec, new(strategy, subresources));
        return [stored, .. builder.Others.Select(other => other.Define(stored, compiler))];
    }

    private void Check(ISchemaRuleCompiler? compiler)
    {
        var names = form.Resource.Names;
        var definition = new V1CustomResourceDefinition
        {
            // The approval that definitions in Kubernetes' own groups need is for what others install.
            Metadata = new() { Name = $"{form.Resource.Plural}.{names.Group}", Annotations = new Dictionary<string, string> { ["api-approved.kubernetes.io"] = "unapproved, by code" } },
            Spec = new()
            {
                Group = names.Group,
                Scope = names.Namespaced ? "Namespaced" : "Cluster",
                Names = new()
                {
                    Plural = form.Resource.Plural, Kind = form.Resource.Kind.Kind,
                    ShortNames = names.ShortNames is { Length: > 0 } shorts ? [.. shorts] : null, Categories = names.Categories is { Length: > 0 } all ? [.. all] : null,
                },
                Versions = [form.Describe(storage: true), .. builder.Others.Select(static other => other.Describe())],
            },
        };
        DefinitionDefaults.Apply(definition);
        var errors = new FieldErrors();
        new DefinitionValidation(definition, null, compiler, errors).Validate();
        if (errors.Count == 0) return;
        throw new InvalidOperationException($"{typeof(T)} cannot be served as {form.Resource.Kind}: {string.Join("; ", errors)}");
    }
}
