using System.Globalization;
using Kube.Api.Models;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>What a container is made of.</summary>
internal sealed class ContainerConfigs(EnvironmentBuilder environment, IPodFiles files, Func<IReadOnlyList<V1Service>> services, CurrentNode node, INodeEvents events)
{
    /// <exception cref="ContainerSetupException">The pod asks for what is missing or impossible.</exception>
    public async ValueTask<ContainerConfig> BuildAsync(ContainerConfigRequest request, CancellationToken cancellationToken)
    {
        var (pod, container, facts) = (request.Pod, request.Container, node.Facts);
        CheckNonRoot(request);
        var made = await environment.BuildAsync(
            new()
            {
                Pod = pod, Container = container, Addresses = new(request.PodAddresses, facts.Addresses), Services = services(), Allocatable = facts.Allocatable, Volumes = request.Volumes.Paths,
            },
            cancellationToken);
        foreach (var skipped in made.Skipped) events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.InvalidEnvironmentVariableNames, skipped);

        var values = made.Variables.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var messages = files.PrepareContainer(pod, container, request.Attempt);
        return new()
        {
            Metadata = new() { Name = container.Name, Attempt = request.Attempt },
            Image = request.ImageReference,
            UserSpecifiedImage = container.Image ?? "",
            Command = Expand(container.Command),
            Args = Expand(container.Args),
            WorkingDirectory = container.WorkingDir ?? "",
            Environment = made.Variables,
            Mounts = Mounts(request, values, messages),
            Devices = [.. (container.VolumeDevices ?? []).Select(device => Device(request, device))],
            Labels = new Dictionary<string, string>
            {
                [RuntimeLabels.ContainerName] = container.Name,
                [RuntimeLabels.PodName] = pod.Metadata.Name!,
                [RuntimeLabels.PodNamespace] = pod.Metadata.Namespace!,
                [RuntimeLabels.PodUid] = pod.Metadata.Uid!,
            },
            Annotations = Annotations(pod, container, request.Attempt, messages),
            LogPath = string.Create(CultureInfo.InvariantCulture, $"{container.Name}/{request.Attempt}.log"),
            Stdin = container.Stdin == true,
            StdinOnce = container.StdinOnce == true,
            Tty = container.Tty == true,
            Resources = ContainerLimits.Of(pod, container, facts),
            Security = ContainerSecurities.Of(pod, container, request.TargetContainerId, facts.SeccompDirectory),
            StopSignal = container.Lifecycle?.StopSignal ?? "",
        };

        string[] Expand(List<string>? words) => [.. (words ?? []).Select(word => VariableExpansion.Expand(word, name => values.GetValueOrDefault(name)))];
    }

    private static void CheckNonRoot(ContainerConfigRequest request)
    {
        var own = request.Container.SecurityContext;
        var shared = request.Pod.Spec.SecurityContext;
        if ((own?.RunAsNonRoot ?? shared?.RunAsNonRoot) != true) return;
        var who = $"(pod: \"{PodFacts.Describe(request.Pod)}\", container: {request.Container.Name})";
        var user = own?.RunAsUser ?? shared?.RunAsUser;
        if (user == 0) throw new ContainerSetupException($"container's runAsUser breaks non-root policy {who}");
        if (user is not null) return;
        if (request.ImageUser == 0) throw new ContainerSetupException($"container has runAsNonRoot and image will run as root {who}");
        if (request.ImageUserName.Length > 0)
            throw new ContainerSetupException($"container has runAsNonRoot and image has non-numeric user ({request.ImageUserName}), cannot verify user is non-root {who}");
    }

    private static Dictionary<string, string> Annotations(V1Pod pod, V1Container container, int attempt, string? messages)
    {
        var result = new Dictionary<string, string>
        {
            [RuntimeLabels.ContainerHash] = ContainerHash.Of(container),
            [RuntimeLabels.RestartCount] = attempt.ToString(CultureInfo.InvariantCulture),
            [RuntimeLabels.TerminationMessagePath] = messages ?? "",
            [RuntimeLabels.TerminationMessagePolicy] = container.TerminationMessagePolicy ?? "File",
        };
        if (pod.Spec.TerminationGracePeriodSeconds is { } grace) result[RuntimeLabels.PodTerminationGracePeriod] = grace.ToString(CultureInfo.InvariantCulture);
        return result;
    }

    private List<ContainerMount> Mounts(ContainerConfigRequest request, Dictionary<string, string> values, string? messages)
    {
        var (pod, container) = (request.Pod, request.Container);
        var mounts = new List<ContainerMount>();
        var wanted = container.VolumeMounts ?? [];
        for (var i = 0; i < wanted.Count; i++)
        {
            var mount = wanted[i];
            if (request.Volumes.Images.TryGetValue(mount.Name, out var image))
            {
                mounts.Add(new()
                {
                    ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : "/" + mount.MountPath, HostPath = "", Image = image, ImageSubPath = mount.SubPath ?? "", ReadOnly = true,
                });
                continue;
            }

            if (!request.Volumes.Paths.TryGetValue(mount.Name, out var path))
                throw new ContainerSetupException($"cannot find volume \"{mount.Name}\" to mount into container \"{container.Name}\"");
            var within = mount.SubPath ?? "";
            if (mount.SubPathExpr is { Length: > 0 } expression)
                within = VariableExpansion.ExpandAll(expression, values.GetValueOrDefault) ?? throw new ContainerSetupException("failed to expand subPathExpr: missing value");
            if (within.Length > 0) path = SubPath(pod, container, i, path, within);
            mounts.Add(new()
            {
                ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : "/" + mount.MountPath,
                HostPath = path,
                ReadOnly = mount.ReadOnly == true || IsAlwaysReadOnly(pod, mount.Name) || request.Volumes.Contents.GetValueOrDefault(mount.Name) is VolumeContent.Local { IsReadOnly: true },
                RecursiveReadOnly = mount.RecursiveReadOnly is "Enabled" or "IfPossible",
                Propagation = mount.MountPropagation switch
                {
                    "HostToContainer" => MountPropagation.HostToContainer,
                    "Bidirectional" => MountPropagation.Bidirectional,
                    _ => MountPropagation.Private,
                },
            });
        }

        if (!mounts.Exists(mount => mount.ContainerPath == "/etc/hosts") && request.PodAddresses.Count > 0
            && files.WriteHosts(pod, SandboxConfigs.HostsFile(pod, node.Facts, request.PodAddresses)) is { } hosts)
            mounts.Add(new() { ContainerPath = "/etc/hosts", HostPath = hosts });
        if (messages is not null && container.TerminationMessagePath is { Length: > 0 } inside)
            mounts.Add(new() { ContainerPath = inside, HostPath = messages });
        return mounts;
    }

    private static ContainerDevice Device(ContainerConfigRequest request, V1VolumeDevice device)
    {
        var (path, isReadOnly) = request.Volumes.Contents.GetValueOrDefault(device.Name) switch
        {
            VolumeContent.Block block => (block.Path, block.IsReadOnly),
            VolumeContent.Driver { Volume: { IsBlock: true } volume } => (request.Volumes.Paths[device.Name], volume.IsReadOnly),
            _ => throw new ContainerSetupException($"cannot find volume \"{device.Name}\" to pass into container \"{request.Container.Name}\""),
        };
        return new() { HostPath = HostPaths.Real(path), ContainerPath = device.DevicePath, Permissions = isReadOnly ? "r" : "mrw" };
    }

    private string SubPath(V1Pod pod, V1Container container, int mount, string volumePath, string subPath)
    {
        if (subPath.StartsWith('/')) throw new ContainerSetupException($"error SubPath `{subPath}` must not be an absolute path");
        if (subPath.Split('/').Contains("..")) throw new ContainerSetupException($"unable to provision SubPath `{subPath}`: must not contain '..'");
        try
        {
            return files.SubPath(pod, container.Name, mount, volumePath, subPath);
        }
        catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerSetupException($"failed to prepare subPath for volumeMount \"{container.VolumeMounts![mount].Name}\" of container \"{container.Name}\": {e.Message}");
        }
    }

    // What the node writes, containers cannot.
    private static bool IsAlwaysReadOnly(V1Pod pod, string volume) =>
        pod.Spec.Volumes?.Find(v => v.Name == volume) is { } found && (found.ConfigMap ?? found.Secret ?? found.Projected ?? (object?)found.DownwardAPI) is not null;
}
