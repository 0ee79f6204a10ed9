using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources;

/// <summary>Compiles the rules (<c>x-kubernetes-validations</c>) of a schema. One instance serves every request; registered in the container, none means that rules are not enforced.</summary>
internal interface ISchemaRuleCompiler
{
    /// <summary>Checks the rules of a schema that a client wants to define: their syntax, types and estimated cost.</summary>
    /// <param name="schema">The root as it was written; structural as far as is known.</param>
    /// <param name="old">The one that is stored, whose rules are not judged again; null for a new definition.</param>
    /// <param name="path">Where the root stands.</param>
    /// <param name="errors">Takes what is wrong.</param>
    void Check(V1JSONSchemaProps schema, V1JSONSchemaProps? old, FieldPath path, FieldErrors errors);

    /// <summary>Compiles the rules of a schema that was accepted; called once per version and generation of a definition.</summary>
    /// <returns>The rules; null when it has none.</returns>
    ISchemaRules? Compile(SchemaNode root);
}
