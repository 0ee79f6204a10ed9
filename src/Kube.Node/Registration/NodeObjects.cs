using Kube.Api.Models;
using Kube.Node.Eviction;
using Kube.Node.Hosting;
using Kube.Node.Runtime;

namespace Kube.Node.Registration;

/// <summary>The node's object and status (upstream's <c>pkg/kubelet/nodestatus</c>, 1.36). Pure.</summary>
internal static class NodeObjects
{
    public const string KubeletVersion = "v1.36.0";

    public static V1Node Initial(NodeOptions options, MachineInfo machine)
    {
        var node = new V1Node
        {
            Metadata = new()
            {
                Name = options.NodeName,
                Labels = Labels(options, machine),
                Annotations = new() { ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true" },
            },
            Spec = new() { Taints = options.Taints.Count > 0 ? [.. options.Taints.Select(Taint)] : null },
        };
        if (options.PodCidr.Length == 0) return node;
        node.Spec.PodCIDR = options.PodCidr;
        node.Spec.PodCIDRs = [options.PodCidr];
        return node;
    }

    public static Dictionary<string, string> Labels(NodeOptions options, MachineInfo machine) => new(options.Labels)
    {
        ["kubernetes.io/hostname"] = options.NodeName,
        ["kubernetes.io/os"] = "linux",
        ["kubernetes.io/arch"] = machine.Architecture,
        ["beta.kubernetes.io/os"] = "linux",
        ["beta.kubernetes.io/arch"] = machine.Architecture,
    };

    public static Dictionary<string, ResourceQuantity> Capacity(NodeOptions options, MachineInfo machine)
    {
        var capacity = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = ResourceQuantity.FromUnits(machine.Cpus),
            ["memory"] = ResourceQuantity.FromBytes(machine.MemoryBytes),
            ["ephemeral-storage"] = ResourceQuantity.FromBytes(machine.StorageBytes),
            ["hugepages-1Gi"] = ResourceQuantity.Zero,
            ["hugepages-2Mi"] = ResourceQuantity.Zero,
            ["pods"] = ResourceQuantity.FromUnits(options.MaxPods),
        };
        foreach (var (name, amount) in options.Capacity) capacity[name] = amount;
        return capacity;
    }

    /// <summary>What pods can have: what there is, less what is reserved and what must be left.</summary>
    public static Dictionary<string, ResourceQuantity> Allocatable(NodeOptions options, MachineInfo machine)
    {
        var result = Capacity(options, machine);
        foreach (var (name, amount) in options.KubeReserved.Concat(options.SystemReserved)) Subtract(result, name, amount);
        if (machine.IsSimulated) return result;
        foreach (var (signal, value) in options.EvictionHard)
        {
            var name = signal switch { EvictionSignals.Memory => "memory", EvictionSignals.Disk => "ephemeral-storage", _ => "" };
            if (name.Length > 0 && EvictionThreshold.Parse(signal, value) is { } threshold && result.TryGetValue(name, out _))
                Subtract(result, name, ResourceQuantity.FromBytes(threshold.Least(Capacity(options, machine)[name].Value)));
        }

        return result;
    }

    /// <summary>Bytes of memory that all pods together may use; eviction begins before.</summary>
    public static long PodMemory(NodeOptions options, MachineInfo machine)
    {
        var result = Capacity(options, machine);
        foreach (var (name, amount) in options.KubeReserved.Concat(options.SystemReserved)) Subtract(result, name, amount);
        return result["memory"].Value;
    }

    /// <param name="options">The node's.</param>
    /// <param name="machine">What it runs on.</param>
    /// <param name="version">Who its runtime is.</param>
    /// <param name="images">What is on it.</param>
    public static V1NodeStatus Status(NodeOptions options, MachineInfo machine, RuntimeVersion? version, IReadOnlyList<ImageStatus> images) => new()
    {
        Capacity = Capacity(options, machine),
        Allocatable = Allocatable(options, machine),
        Addresses =
        [
            new() { Type = "InternalIP", Address = Address(options, machine) },
            new() { Type = "Hostname", Address = options.NodeName },
        ],
        DaemonEndpoints = new() { KubeletEndpoint = new() { Port = options.Port } },
        NodeInfo = new()
        {
            MachineID = machine.MachineId,
            SystemUUID = machine.SystemUuid,
            BootID = machine.BootId,
            KernelVersion = machine.KernelVersion,
            OsImage = machine.OsImage,
            ContainerRuntimeVersion = version is null ? "unknown://unknown" : $"{version.RuntimeName}://{version.Version}",
            KubeletVersion = KubeletVersion,
            OperatingSystem = "linux",
            Architecture = machine.Architecture,
        },
        Images = images.Count > 0 ? [.. images.OrderByDescending(image => image.SizeBytes).Take(50).Select(image => new V1ContainerImage { Names = [.. image.Digests.Concat(image.Tags).Take(5)], SizeBytes = image.SizeBytes })] : null,
    };

    public static string Address(NodeOptions options, MachineInfo machine) => options.NodeIp.Length > 0 ? options.NodeIp : machine.Address;

    /// <summary>Conditions, each with the time of its last change taken over from before.</summary>
    /// <param name="trouble">Why the node is not ready; null: it is.</param>
    /// <param name="pressure">The pressures that it is under, by the types of their conditions.</param>
    /// <param name="before">The conditions that it had.</param>
    /// <param name="now">The time.</param>
    public static List<V1NodeCondition> Conditions(string? trouble, IReadOnlyList<string> pressure, IReadOnlyList<V1NodeCondition>? before, DateTimeOffset now)
    {
        List<V1NodeCondition> conditions =
        [
            Pressure(pressure, "MemoryPressure", ("KubeletHasInsufficientMemory", "kubelet has insufficient memory available"), ("KubeletHasSufficientMemory", "kubelet has sufficient memory available")),
            Pressure(pressure, "DiskPressure", ("KubeletHasDiskPressure", "kubelet has disk pressure"), ("KubeletHasNoDiskPressure", "kubelet has no disk pressure")),
            Pressure(pressure, "PIDPressure", ("KubeletHasInsufficientPID", "kubelet has insufficient PID available"), ("KubeletHasSufficientPID", "kubelet has sufficient PID available")),
            trouble is null
                ? new() { Type = "Ready", Status = "True", Reason = "KubeletReady", Message = "kubelet is posting ready status" }
                : new() { Type = "Ready", Status = "False", Reason = "KubeletNotReady", Message = trouble },
        ];
        foreach (var condition in conditions)
        {
            condition.LastHeartbeatTime = now.UtcDateTime;
            var old = before?.FirstOrDefault(c => c.Type == condition.Type);
            condition.LastTransitionTime = old?.Status == condition.Status ? old.LastTransitionTime ?? now.UtcDateTime : now.UtcDateTime;
        }

        return conditions;
    }

    private static void Subtract(Dictionary<string, ResourceQuantity> amounts, string name, ResourceQuantity amount)
    {
        if (amounts.TryGetValue(name, out var has)) amounts[name] = has > amount ? has - amount : ResourceQuantity.Zero;
    }

    private static V1NodeCondition Pressure(IReadOnlyList<string> held, string type, (string Reason, string Message) yes, (string Reason, string Message) no) =>
        held.Contains(type) ? new() { Type = type, Status = "True", Reason = yes.Reason, Message = yes.Message } : new() { Type = type, Status = "False", Reason = no.Reason, Message = no.Message };

    private static V1Taint Taint(string text)
    {
        // key=value:effect or key:effect
        var colon = text.LastIndexOf(':');
        var pair = text[..colon].Split('=', 2);
        return new() { Key = pair[0], Value = pair.Length > 1 ? pair[1] : null, Effect = text[(colon + 1)..] };
    }
}
