using Kube.Api.Catalog;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Bootstrap;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Models;
using Kube.Api.Validation;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Core.Services.Repair;

/// <summary>Makes services and the records of their addresses agree: every cluster IP has its IPAddress, every IPAddress that the server made has its service
/// (upstream: the service registry's <c>repairip</c>, 1.36).</summary>
internal sealed class AddressRepair(
    IStoreSnapshots snapshots, IResourceCatalog catalog, ServiceNetworks networks, BootstrapObjects objects, ServiceAddressEvents events, TimeProvider time)
{
    // A record is made before its service: as long as a request may take, that service may still come.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Suspect> _suspects = [];

    private StoredAddresses Now => new(snapshots.Open(), catalog.Current);

    /// <summary>Whether there are services and addresses to look at.</summary>
    public bool IsNeeded => Now.AreServed;

    /// <summary>Looks at every service, then at every record.</summary>
    public async Task CheckAllAsync(CancellationToken cancellationToken)
    {
        var stored = Now;
        foreach (var service in stored.Services())
            if (!ServiceAddressAllocation.Held(service).All(address => IsRecorded(service, address, stored))) await RepairAsync(service.Metadata.Namespace!, service.Metadata.Name!, cancellationToken);
        foreach (var record in stored.Records()) await CheckAsync(record, cancellationToken);
    }

    /// <summary>Looks again at the records that seemed wrong when they may only have been new, or about to go.</summary>
    public async Task CheckSuspectsAsync(CancellationToken cancellationToken)
    {
        List<string> due;
        lock (_gate) due = [.. _suspects.Where(entry => entry.Value.Due <= time.GetUtcNow().UtcDateTime).Select(static entry => entry.Key).Order(StringComparer.Ordinal)];
        foreach (var name in due)
        {
            if (Now.Record(name) is { } record) await CheckAsync(record, cancellationToken);
            else Clear(name);
        }
    }

    /// <summary>Looks at a record that was written, or with <paramref name="isGone"/> at the service that may have lost it.</summary>
    public async Task HeedAsync(V1IPAddress record, bool isGone, CancellationToken cancellationToken)
    {
        if (!isGone) await CheckAsync(record, cancellationToken);
        else if (IsOfService(record.Spec.ParentRef)) await RepairAsync(record.Spec.ParentRef!.Namespace ?? "", record.Spec.ParentRef.Name ?? "", cancellationToken);
    }

    private static bool IsRecorded(V1Service service, string address, StoredAddresses stored) => stored.Record(address) is { } record && IsOf(record, service) && IsLabelled(record);

    private async Task RepairAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (Now.Service(ns, name) is not { } service) return;
        foreach (var text in ServiceAddressAllocation.Held(service))
        {
            // Each as it is at this moment: a service whose record has just gone may be gone, too.
            var stored = Now;
            if (stored.Service(ns, name) is not { } current || !ServiceAddressAllocation.Held(current).Contains(text)) continue;
            if (FormatRules.ParseIp(text)?.Address.ToString() is not { } address)
            {
                Tell(service, "ClusterIPNotValid", "ClusterIPValidation", $"Cluster IP {text} is not a valid IP; please recreate Service");
                continue;
            }

            var family = IPFamilies.Of(address);
            if (!networks.Covers(address))
                Tell(service, "ClusterIPOutOfRange", $"Cluster IP [{family}]: {address} is not within any configured Service CIDR; please recreate service");
            else if (stored.Record(address) is { } record)
                await RepairAsync(service, record, family, stored, cancellationToken);
            else if (await objects.EnsureAsync(StoredAddresses.NewRecord(address, family, service), StoredAddresses.Addresses, cancellationToken))
                Tell(service, "ClusterIPNotAllocated", $"Cluster IP [{family}]: {address} is not allocated; repairing");
        }
    }

    private async Task RepairAsync(V1Service service, V1IPAddress record, string family, StoredAddresses stored, CancellationToken cancellationToken)
    {
        var address = record.Metadata.Name!;
        if (!IsOf(record, service))
        {
            var parent = record.Spec.ParentRef;
            var other = IsOfService(parent) ? stored.Service(parent!.Namespace ?? "", parent.Name ?? "") : null;
            if (other is null)
            {
                Tell(
                    service,
                    "ClusterIPNotAllocated",
                    $"the ClusterIP [{family}]: {address} for Service {service.Metadata.Namespace}/{service.Metadata.Name} has a wrong reference; repairing");
                await RemakeAsync(record, family, service, cancellationToken);
                return;
            }

            if (ServiceAddressAllocation.Held(other).Contains(address))
                Tell(service, "ClusterIPAlreadyAllocated", $"Cluster IP [{family}]:{address} was assigned to multiple services; please recreate service");
        }

        if (!IsLabelled(record)) await RemakeAsync(record, family, service, cancellationToken);
    }

    private async Task RemakeAsync(V1IPAddress record, string family, V1Service service, CancellationToken cancellationToken)
    {
        await DeleteAsync(record, cancellationToken);
        await objects.EnsureAsync(StoredAddresses.NewRecord(record.Metadata.Name!, family, service), StoredAddresses.Addresses, cancellationToken);
    }

    private async Task CheckAsync(V1IPAddress record, CancellationToken cancellationToken)
    {
        if (!StoredAddresses.IsManaged(record)) return;
        var (name, parent) = (record.Metadata.Name!, record.Spec.ParentRef);
        if (!IsOfService(parent))
        {
            TellOf(record, "IPAddressNotAllocated", $"IPAddress {name} appears to have been modified, not referencing a Service {Show(parent)}: cleaning up");
            await DeleteAsync(record, cancellationToken);
            return;
        }

        var service = Now.Service(parent!.Namespace ?? "", parent.Name ?? "");
        if (service is not null && ServiceAddressAllocation.Held(service).Contains(name))
        {
            Clear(name);
            return;
        }

        if (!IsConfirmed(record)) return;
        Clear(name);
        if (service is null) TellOf(record, "IPAddressNotAllocated", $"IPAddress: {name} for Service {parent.Namespace}/{parent.Name} appears to have leaked: cleaning up");
        else TellOf(record, "IPAddressWrongReference", $"IPAddress: {name} for Service {parent.Namespace}/{parent.Name} has a wrong reference; cleaning up");
        await DeleteAsync(record, cancellationToken);
    }

    /// <summary>Whether the record was as wrong before, and is not new: a service gives its address up a moment before the record goes.</summary>
    private bool IsConfirmed(V1IPAddress record)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var ripe = (record.Metadata.CreationTimestamp ?? now) + s_grace;
        lock (_gate)
        {
            if (ripe <= now && _suspects.TryGetValue(record.Metadata.Name!, out var known) && known.Uid == record.Metadata.Uid && known.Due <= now) return true;
            if (_suspects.TryGetValue(record.Metadata.Name!, out var same) && same.Uid == record.Metadata.Uid) return false;
            _suspects[record.Metadata.Name!] = new Suspect(record.Metadata.Uid!, ripe > now ? ripe : now.AddSeconds(1));
            return false;
        }
    }

    private void Clear(string name)
    {
        lock (_gate) _suspects.Remove(name);
    }

    private async Task DeleteAsync(V1IPAddress record, CancellationToken cancellationToken)
    {
        try
        {
            await objects.DeleteAsync(record, StoredAddresses.Addresses, cancellationToken);
        }
        catch (ApiException e) when (e is NotFoundException or ConflictException)
        {
            // Gone, or another one by now: that is looked at of its own.
        }
    }

    private static bool IsOfService(V1ParentReference? parent) => parent is { Resource: "services" } && string.IsNullOrEmpty(parent.Group);

    private static bool IsOf(V1IPAddress record, V1Service service) =>
        IsOfService(record.Spec.ParentRef) && record.Spec.ParentRef!.Namespace == service.Metadata.Namespace && record.Spec.ParentRef.Name == service.Metadata.Name;

    private static bool IsLabelled(V1IPAddress record) =>
        record.Metadata.Labels?.GetValueOrDefault(StoredAddresses.FamilyLabel) == IPFamilies.Of(record.Metadata.Name!) && StoredAddresses.IsManaged(record);

    // As Go prints it.
    private static string Show(V1ParentReference? parent) =>
        parent is null ? "nil" : $"&ParentReference{{Group:{parent.Group},Resource:{parent.Resource},Namespace:{parent.Namespace},Name:{parent.Name},}}";

    private void Tell(V1Service service, string reason, string message) => Tell(service, reason, "ClusterIPAllocation", message);

    private void Tell(V1Service service, string reason, string action, string message) =>
        events.Repair.Record(new(EventReferences.To(service), EventTypes.Warning, reason, message) { Action = action });

    private void TellOf(V1IPAddress record, string reason, string message) =>
        events.Repair.Record(new(EventReferences.To(record), EventTypes.Warning, reason, message) { Action = "IPAddressAllocation" });

    private readonly record struct Suspect(string Uid, DateTime Due);
}
