using Kube.Api.Authorization.Rbac;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Bootstrap.Policy;
using Kube.Api.Models;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Keeps the default roles and bindings in order when the server starts, as upstream's post-start hook <c>rbac/bootstrap-roles</c>: what is missing is
/// made, rights and subjects that a default one has lost are given back, what was added stays; an object whose autoupdate annotation says <c>false</c> is left alone.</summary>
internal sealed class RbacBootstrap : IHostedService
{
    private const string Hook = "poststarthook/rbac/bootstrap-roles";
    private const string Group = "rbac.authorization.k8s.io";
    private const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";
    private const int Attempts = 5;

    private static readonly GroupVersionResource s_clusterRoles = new(Group, "v1", "clusterroles");
    private static readonly GroupVersionResource s_roles = new(Group, "v1", "roles");
    private static readonly GroupVersionResource s_clusterRoleBindings = new(Group, "v1", "clusterrolebindings");
    private static readonly GroupVersionResource s_roleBindings = new(Group, "v1", "rolebindings");

    private readonly BootstrapObjects _objects;
    private readonly StartupHooks _hooks;

    public RbacBootstrap(BootstrapObjects objects, StartupHooks hooks)
    {
        _objects = objects;
        _hooks = hooks;
        hooks.Expect(Hook);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_objects.Serves(s_clusterRoles)) await KeepAllAsync(cancellationToken);
        _hooks.Complete(Hook);
    }

    private async Task KeepAllAsync(CancellationToken cancellationToken)
    {
        var roles = DefaultPolicy.Roles();
        foreach (var ns in roles.Select(static role => role.Metadata.Namespace!).Distinct()) await _objects.EnsureNamespaceAsync(ns, cancellationToken);

        // All at once: they share the store's groups, and a fresh cluster waits for few syncs instead of many.
        await Task.WhenAll(
        [
            .. DefaultPolicy.ClusterRoles().Select(role => KeepAsync(role, s_clusterRoles, Amend, cancellationToken)),
            .. roles.Select(role => KeepAsync(role, s_roles, Amend, cancellationToken)),
        ]);
        await Task.WhenAll(
        [
            .. DefaultPolicy.ClusterRoleBindings().Select(binding => KeepAsync(binding, s_clusterRoleBindings, Amend, cancellationToken)),
            .. DefaultPolicy.RoleBindings().Select(binding => KeepAsync(binding, s_roleBindings, Amend, cancellationToken)),
        ]);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private enum Change
    {
        None,
        Update,
        Recreate,
    }

    private async Task KeepAsync<T>(T wanted, GroupVersionResource resource, Func<T, T, Change> amend, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var found = await _objects.FindAsync<T>(resource, wanted.Metadata.Namespace ?? "", wanted.Metadata.Name!, cancellationToken);
                if (found is null)
                {
                    if (await _objects.EnsureAsync(wanted, resource, cancellationToken)) return;
                    continue;
                }

                if (found.Metadata.Annotations?.GetValueOrDefault(AutoUpdate) == "false") return;
                var change = amend(found, wanted);
                var marked = AddMarks(found.Metadata, wanted.Metadata);
                if (change == Change.Recreate)
                {
                    await _objects.DeleteAsync(found, resource, cancellationToken);
                    continue;
                }

                if (marked || change == Change.Update) await _objects.UpdateAsync(found, resource, cancellationToken);
                return;
            }
            catch (ApiException e) when (e is ConflictException or NotFoundException && attempt < Attempts)
            {
                // Another server keeps the same roles in order at the same moment.
            }
        }
    }

    private static bool AddMarks(V1ObjectMeta found, V1ObjectMeta wanted)
    {
        var labels = found.Labels ??= [];
        var annotations = found.Annotations ??= [];
        var changed = false;
        foreach (var (key, value) in wanted.Labels!) changed |= labels.TryAdd(key, value);
        foreach (var (key, value) in wanted.Annotations!) changed |= annotations.TryAdd(key, value);
        return changed;
    }

    private static Change Amend(V1ClusterRole found, V1ClusterRole wanted)
    {
        // What gathers others' rules is filled by its controller.
        if (wanted.AggregationRule is { } aggregation)
        {
            var selectors = (found.AggregationRule ??= new V1AggregationRule()).ClusterRoleSelectors ??= [];
            var lost = aggregation.ClusterRoleSelectors!.Where(selector => !selectors.Exists(selector.SemanticEquals)).ToList();
            selectors.AddRange(lost);
            return lost.Count > 0 ? Change.Update : Change.None;
        }

        return AddLost(found.Rules ??= [], wanted.Rules!);
    }

    private static Change Amend(V1Role found, V1Role wanted) => AddLost(found.Rules ??= [], wanted.Rules!);

    private static Change Amend(V1ClusterRoleBinding found, V1ClusterRoleBinding wanted) =>
        found.RoleRef.SemanticEquals(wanted.RoleRef) ? AddLost(found.Subjects ??= [], wanted.Subjects) : Change.Recreate;

    private static Change Amend(V1RoleBinding found, V1RoleBinding wanted) =>
        found.RoleRef.SemanticEquals(wanted.RoleRef) ? AddLost(found.Subjects ??= [], wanted.Subjects) : Change.Recreate;

    private static Change AddLost(List<V1PolicyRule> held, List<V1PolicyRule> wanted)
    {
        var lost = RuleCoverage.Missing(held, wanted);
        held.AddRange(lost);
        return lost.Count > 0 ? Change.Update : Change.None;
    }

    private static Change AddLost(List<Rbacv1Subject> held, List<Rbacv1Subject>? wanted)
    {
        var lost = (wanted ?? []).Where(subject => !held.Exists(subject.SemanticEquals)).ToList();
        held.AddRange(lost);
        return lost.Count > 0 ? Change.Update : Change.None;
    }
}
