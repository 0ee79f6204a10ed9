using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>A version that is converted by functions.</summary>
internal sealed class OwnVersion<TOther, TStored>(OwnForm<TOther> form, Func<TOther, TStored> toStored, Func<TStored, TOther> fromStored) : IOwnVersion<TStored>
    where TOther : class, IKubernetesObject<V1ObjectMeta>, new()
    where TStored : class, IKubernetesObject<V1ObjectMeta>, new()
{
    public ObjectCodec Codec => form.ClientCodec;

    public V1CustomResourceDefinitionVersion Describe() => form.Describe(storage: false);

    public ResourceDefinition Define(ResourceDefinition stored, ISchemaRuleCompiler? compiler)
    {
        var codec = form.MakeCodec(form.MakeSchema(compiler));
        return form.Define(codec, new(
            Strategy: null, form.Subresources(stored), stored, new OwnConversion<TOther, TStored>(toStored, fromStored, codec.Kind, stored.Kind)));
    }
}
