using System.Text;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.Tests.CustomResources;

/// <summary>Makes schemas and trees of JSON.</summary>
internal static class SchemaNodes
{
    private static readonly ObjectCodec<V1CustomResourceDefinition> s_codec = KubernetesTypes.Codec<V1CustomResourceDefinition>();

    public static V1JSONSchemaProps Model(string schema) =>
        s_codec.Read(Encoding.UTF8.GetBytes("""{"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":""" + schema + "}}]}}")).Spec.Versions[0].Schema!.OpenAPIV3Schema!;

    public static SchemaNode Of(string schema) => SchemaNode.Of(Model(schema));

    public static TreeObject Object(string json) => (TreeObject)TreeNode.Parse(json);
}
