using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>A version of a resource beside the stored one, whose class is <typeparamref name="TStored"/>.</summary>
internal interface IOwnVersion<TStored>
{
    /// <summary>How a definition would state it.</summary>
    V1CustomResourceDefinitionVersion Describe();

    /// <summary>Reads and writes it.</summary>
    ObjectCodec Codec { get; }

    /// <summary>Its entry in the catalog.</summary>
    ResourceDefinition Define(ResourceDefinition stored, ISchemaRuleCompiler? compiler);
}
