using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Validation;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Core.Pods.Eviction;

/// <summary>Disruption budgets as evictions need them.</summary>
internal sealed class EvictionBudgets(IStoreSnapshots snapshots, ObjectCommits commits, UpdateOperation update, WriteSupport support, IResourceCatalog catalog)
{
    private const int Attempts = 20;
    private const int MostDisruptedPods = 2000;
    private const string Violates = "Cannot evict pod as it would violate the pod's disruption budget.";

    private static readonly GroupVersionResource Budgets = new("policy", "v1", "poddisruptionbudgets");

    /// <summary>The budget that covers a pod; null when none does.</summary>
    /// <exception cref="UnclassifiedException">Several do.</exception>
    public async ValueTask<V1PodDisruptionBudget?> FindAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Metadata.Labels is not { Count: > 0 } labels || !catalog.Current.TryFind(Budgets, out var resource)) return null;
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        V1PodDisruptionBudget? found = null;
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(resource, pod.Metadata.Namespace!))))
        {
            var stored = entry.AsObject(resource);
            var budget = (V1PodDisruptionBudget)stored.Object.Decode(stored.Revision);
            if (budget.Spec?.Selector is not { } selector || !LabelSelectorValidation.IsConvertible(selector)) continue;
            if (!LabelSelectorValidation.Matches(selector, labels)) continue;
            if (found is not null)
                throw new UnclassifiedException("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            found = budget;
        }

        return found;
    }

    /// <summary>Whether a pod that is not ready may go without being counted.</summary>
    public static bool DoesWithout(V1PodDisruptionBudget budget) =>
        budget.Spec?.UnhealthyPodEvictionPolicy == "AlwaysAllow"
        || (budget.Status is { DesiredHealthy: > 0 } status && status.CurrentHealthy >= status.DesiredHealthy);

    /// <summary>Counts a disruption and notes the pod, so that the budget's controller does not count it as available any more.</summary>
    /// <exception cref="TooManyRequestsException">None is to spare.</exception>
    public async ValueTask TakeOneAsync(V1PodDisruptionBudget budget, string pod, bool isDryRun, DateTime now, CancellationToken cancellationToken)
    {
        if (!catalog.Current.TryFind(Budgets, out var resource)) return;
        var (ns, name) = (budget.Metadata.Namespace!, budget.Metadata.Name!);
        for (var attempt = 1; ; attempt++)
        {
            Take(budget, pod, now);
            if (isDryRun) return;
            var info = new RequestInfo
            {
                User = UserInfo.ApiServer,
                Verb = Verbs.Update,
                Resource = resource,
                Subresource = "status",
                Namespace = ns,
                Name = name,
                UserAgent = "kube-apiserver",
            };
            try
            {
                await update.RunAsync(support.NewContext(info, dryRun: false), new ReplaceSource(budget), WriteOptions.Default, cancellationToken);
                return;
            }
            catch (ConflictException)
            {
                if (attempt == Attempts) throw new RequestTimeoutException($"couldn't update PodDisruptionBudget \"{name}\" due to conflicts", 10);
                var current = await commits.ReadAsync(resource.Stored, ns, name, cancellationToken) ?? throw new NotFoundException(Budgets, name);
                budget = (V1PodDisruptionBudget)current.Object.Decode(current.Revision);
            }
        }
    }

    /// <summary>The budget has not been looked at since it, or the pod, changed.</summary>
    public static TooManyRequestsException TryLater(V1PodDisruptionBudget budget) => new(Violates, 10)
    {
        Causes = [Cause($"The disruption budget {budget.Metadata.Name} is still being processed by the server.")],
    };

    private static void Take(V1PodDisruptionBudget budget, string pod, DateTime now)
    {
        var status = budget.Status ??= new();
        if ((status.ObservedGeneration ?? 0) < (budget.Metadata.Generation ?? 0)) throw TryLater(budget);
        if (status.DisruptionsAllowed < 0) throw Forbidden(budget, "pdb disruptions allowed is negative");
        if (status.DisruptedPods?.Count > MostDisruptedPods)
            throw Forbidden(budget, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        if (status.DisruptionsAllowed == 0) throw new TooManyRequestsException(Violates, 0) { Causes = [Cause(WhyNone(budget, status))] };
        if (--status.DisruptionsAllowed == 0) SetExhausted(status, now);
        (status.DisruptedPods ??= [])[pod] = now;
    }

    private static string WhyNone(V1PodDisruptionBudget budget, V1PodDisruptionBudgetStatus status)
    {
        var name = budget.Metadata.Name;
        var condition = status.Conditions?.Find(known => known.Type == "DisruptionAllowed");
        return condition is { Reason: "SyncFailed" }
            ? $"The disruption budget {name} does not allow evicting pods currently because it failed sync: {condition.Message}"
            : $"The disruption budget {name} needs {status.DesiredHealthy} healthy pods and has {status.CurrentHealthy} currently";
    }

    private static void SetExhausted(V1PodDisruptionBudgetStatus status, DateTime now)
    {
        var conditions = status.Conditions ??= [];
        var condition = conditions.Find(known => known.Type == "DisruptionAllowed");
        if (condition is null) conditions.Add(condition = new V1Condition { Type = "DisruptionAllowed" });
        if (condition.Status != "False") condition.LastTransitionTime = now;
        condition.Status = "False";
        condition.Reason = "InsufficientPods";
        condition.Message = "";
        condition.ObservedGeneration = status.ObservedGeneration;
    }

    private static V1StatusCause Cause(string message) => new() { Reason = "DisruptionBudget", Message = message };

    private static ForbiddenException Forbidden(V1PodDisruptionBudget budget, string why) =>
        new(new GroupVersionResource("policy", "", "poddisruptionbudget"), budget.Metadata.Name!, why);
}
