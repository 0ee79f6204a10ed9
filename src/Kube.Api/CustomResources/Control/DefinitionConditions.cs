using Kube.Api.Models;

namespace Kube.Api.CustomResources.Control;

/// <summary>The conditions of definitions.</summary>
internal static class DefinitionConditions
{
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";
    public const string Established = "Established";
    public const string NamesAccepted = "NamesAccepted";
    public const string Terminating = "Terminating";
    public const string Approved = "KubernetesAPIApprovalPolicyConformant";

    public static bool IsTrue(V1CustomResourceDefinitionStatus? status, string type) => Find(status, type)?.Status == "True";

    public static V1CustomResourceDefinitionCondition? Find(V1CustomResourceDefinitionStatus? status, string type) =>
        status?.Conditions?.Find(condition => condition.Type == type);

    /// <summary>Sets a condition; its time moves only with its status.</summary>
    /// <returns>Whether anything changed.</returns>
    public static bool Set(V1CustomResourceDefinitionStatus status, V1CustomResourceDefinitionCondition condition, DateTime now)
    {
        var conditions = status.Conditions ??= [];
        var at = conditions.FindIndex(known => known.Type == condition.Type);
        if (at < 0)
        {
            condition.LastTransitionTime = now;
            conditions.Add(condition);
            return true;
        }

        var known = conditions[at];
        if (known.Status == condition.Status && known.Reason == condition.Reason && known.Message == condition.Message) return false;
        condition.LastTransitionTime = known.Status == condition.Status ? known.LastTransitionTime : now;
        conditions[at] = condition;
        return true;
    }
}
