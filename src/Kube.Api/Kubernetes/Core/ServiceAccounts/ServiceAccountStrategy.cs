using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.ServiceAccounts;

/// <summary>Service accounts: their references to secrets keep the name alone.</summary>
internal sealed class ServiceAccountStrategy : KubernetesStrategy<V1ServiceAccount>
{
    public override bool ReturnsDeletedObject => true;

    private const string Enforce = "kubernetes.io/enforce-mountable-secrets";

    public override void WarnOnCreate(V1ServiceAccount obj, ICollection<string> warnings)
    {
        if (obj.Metadata.Annotations?.ContainsKey(Enforce) == true) Warn(warnings);
    }

    public override void WarnOnUpdate(V1ServiceAccount obj, V1ServiceAccount old, ICollection<string> warnings)
    {
        if (obj.Metadata.Annotations?.ContainsKey(Enforce) == true && old.Metadata.Annotations?.ContainsKey(Enforce) != true) Warn(warnings);
    }

    protected override void PrepareNew(V1ServiceAccount obj, StrategyContext context) => KeepNames(obj);

    protected override void PrepareChange(V1ServiceAccount obj, V1ServiceAccount old, StrategyContext context) => KeepNames(obj);

    private static void KeepNames(V1ServiceAccount obj)
    {
        for (var i = 0; i < obj.Secrets?.Count; i++) obj.Secrets[i] = new V1ObjectReference { Name = obj.Secrets[i].Name };
    }

    private static void Warn(ICollection<string> warnings) =>
        warnings.Add($"metadata.annotations[{Enforce}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets");
}
