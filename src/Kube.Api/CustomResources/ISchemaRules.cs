using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources;

/// <summary>The compiled rules of one schema. Immutable; calls overlap.</summary>
internal interface ISchemaRules
{
    /// <summary>Evaluates every rule of every place that the value has, within the cost that one object may cause.</summary>
    /// <param name="self">The whole object, or with <paramref name="member"/> that member of it.</param>
    /// <param name="old">What is stored; null for a new object. Transition rules need it, and what did not change may stay as it is.</param>
    /// <param name="member">The member of the root that <paramref name="self"/> is, such as <c>status</c>; null for the whole object.</param>
    /// <param name="errors">Takes a failed rule's message under its path and reason.</param>
    void Evaluate(TreeNode self, TreeNode? old, string? member, FieldErrors errors);
}
