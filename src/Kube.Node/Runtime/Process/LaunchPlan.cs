using System.Text;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

/// <summary>Turns a container's configuration into what is written down of it, and into what its shim is asked to start.</summary>
internal sealed class LaunchPlan(ProcessHost host, IProcessImageCatalog catalog)
{
    private const string ImageRoot = "/opt/image";

    private static readonly string[] NotNeeded = ["/etc/hosts", "/dev/termination-log", "/var/run/secrets/kubernetes.io/serviceaccount"];

    private bool Isolated => host.Abilities.Isolation;

    public ContainerRecord Record(string id, ProcessPod pod, CreateContainerRequest request, DateTimeOffset now)
    {
        var config = request.Config;
        var given = config.Image.StartsWith("sha256:", StringComparison.Ordinal) && config.UserSpecifiedImage.Length > 0 ? config.UserSpecifiedImage : config.Image;
        var image = given.StartsWith("sha256:", StringComparison.Ordinal) ? null : ImageName.Parse(given);
        if (config.Command.Count == 0 && (image is null || catalog.Find(image.Full) is null))
            throw new ImageNotFoundException(image?.Full ?? given);
        var user = RunUser.For(config.Security, pod.Record.Config.Security, host.Options);
        Capabilities.For(config.Security);
        Check(config);
        var parent = request.SandboxConfig.CgroupParent is { Length: > 0 } named ? named : "/kubepods/pod" + pod.Record.Config.Metadata.Uid;
        return new()
        {
            Id = id,
            SandboxId = pod.Id,
            Config = config,
            CreatedAt = now,
            Image = image?.Full ?? given,
            ImageReference = image?.WithDigest ?? given,
            LogPath = config.LogPath.Length == 0 ? "" : Path.Combine(pod.Record.Config.LogDirectory, config.LogPath),
            Cgroup = host.Cgroups.CanLimit ? $"{parent.TrimEnd('/')}/{id}" : "",
            User = user.User,
            Group = user.Group,
        };
    }

    public static int StopSignal(ContainerRecord record) => record.Config.StopSignal switch
    {
        "" or "SIGTERM" => Sys.SigTerm,
        "SIGHUP" => 1,
        "SIGINT" => 2,
        "SIGQUIT" => 3,
        "SIGKILL" => Sys.SigKill,
        "SIGUSR1" => 10,
        "SIGUSR2" => 12,
        "SIGWINCH" => 28,
        _ => Sys.SigTerm,
    };

    public Fields Start(ProcessContainer container)
    {
        var record = container.Record;
        var config = record.Config;
        var sandbox = container.Pod.Record.Config;
        var image = catalog.Find(record.Image);
        var user = RunUser.For(config.Security, sandbox.Security, host.Options);
        var capabilities = Capabilities.For(config.Security);
        var fields = new Fields()
            .Add("id", record.Id)
            .Add("log", record.LogPath)
            .Add("logmax", host.Options.LogMaxBytes)
            .Add("logfiles", host.Options.LogMaxFiles)
            .Add("arg", CommandLine(config, image))
            .Add("env", Environment(config, sandbox, image, user))
            .Add("cwd", config.WorkingDirectory.Length > 0 ? config.WorkingDirectory : image?.WorkingDirectory ?? "")
            .Add("stdin", config.Stdin)
            .Add("stdinonce", config.StdinOnce)
            .Add("tty", config.Tty)
            .Add("uid", user.User)
            .Add("gid", user.Group)
            .Add("group", user.Groups.Select(group => group.ToString(global::System.Globalization.CultureInfo.InvariantCulture)))
            .Add("changesuser", Native.Geteuid() == 0)
            .Add("setprivcaps", Capabilities.Describe(capabilities))
            .Add("nonewprivileges", config.Security.NoNewPrivileges)
            .Add("pid", ProcessNamespace(config.Security.Pid ?? sandbox.Security.Pid));
        if (Native.Geteuid() == 0)
            fields.Add("drop", Capabilities.Dropped(capabilities));
        if (record.Cgroup.Length > 0)
        {
            fields.Add("cgroup", host.Cgroups.Make(record.Cgroup, config.Resources));
            fields.Add("oom", host.Cgroups.OutOfMemoryFile(record.Cgroup));
        }

        if (Isolated)
            AddRoot(fields, container, image);
        return fields;
    }

    private void AddRoot(Fields fields, ProcessContainer container, ProcessImage? image)
    {
        var config = container.Record.Config;
        fields.Add("isolated", true).Add("stage", host.State.Stage).Add("readonlyroot", config.Security.ReadOnlyRootFilesystem);
        for (var i = 0; image is not null && i < image.Directories.Count; i++)
            AddMount(fields, image.Directories[i], $"{ImageRoot}/{i}", "ro");
        if (config.Security.Privileged)
            AddMount(fields, "/dev", "/dev", "");
        foreach (var device in config.Devices)
            AddMount(fields, device.HostPath, device.ContainerPath, device.Permissions.Contains('w', StringComparison.Ordinal) ? "" : "ro");
        foreach (var mount in config.Mounts)
        {
            var propagation = mount.Propagation switch { MountPropagation.HostToContainer => "slave", MountPropagation.Bidirectional => "shared", _ => "" };
            AddMount(fields, mount.HostPath, mount.ContainerPath, mount.ReadOnly ? "ro," + propagation : propagation);
        }

        foreach (var (path, text) in PodFiles(container.Pod.Record))
        {
            if (!config.Mounts.Any(mount => mount.ContainerPath == path))
                fields.Add("file.path", path).Add("file.text", text);
        }
    }

    private static void AddMount(Fields fields, string source, string target, string options) =>
        fields.Add("mount.source", source).Add("mount.target", target).Add("mount.options", options);

    private static IEnumerable<(string Path, string Text)> PodFiles(SandboxRecord sandbox)
    {
        var config = sandbox.Config;
        yield return ("/etc/resolv.conf", config.Dns is { } dns ? ResolverFile(dns) : File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : "");
        if (config.Hostname.Length == 0)
            yield break;
        yield return ("/etc/hostname", config.Hostname + "\n");
        yield return ("/etc/hosts", $"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n{sandbox.Address}\t{config.Hostname}\n");
    }

    private static string ResolverFile(DnsSettings dns)
    {
        var text = new StringBuilder();
        if (dns.Searches.Count > 0)
            text.Append("search ").AppendJoin(' ', dns.Searches).Append('\n');
        foreach (var server in dns.Servers)
            text.Append("nameserver ").Append(server).Append('\n');
        if (dns.Options.Count > 0)
            text.Append("options ").AppendJoin(' ', dns.Options).Append('\n');
        return text.ToString();
    }

    private static string ProcessNamespace(NamespaceMode mode) => mode switch
    {
        NamespaceMode.Container => "own",
        NamespaceMode.Node => "host",
        _ => "pod",
    };

    private IEnumerable<string> CommandLine(ContainerConfig config, ProcessImage? image)
    {
        if (config.Command.Count > 0)
            return [.. config.Command, .. config.Args];
        return [.. image!.EntryPoint.Select(word => Inside(word, image)), .. config.Args.Count > 0 ? config.Args : image.Args];
    }

    private IEnumerable<string> Environment(ContainerConfig config, SandboxConfig sandbox, ProcessImage? image, RunUser user)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = user.User == 0 ? "/root" : "/",
        };
        if (sandbox.Hostname.Length > 0)
            variables["HOSTNAME"] = sandbox.Hostname;
        if (config.Tty)
            variables["TERM"] = "xterm";
        foreach (var (name, value) in config.Command.Count > 0 ? [] : image?.Environment ?? [])
            variables[name] = Inside(value, image!);
        foreach (var (name, value) in config.Environment)
            variables[name] = value;
        return variables.Select(variable => $"{variable.Key}={variable.Value}");
    }

    /// <summary>Where a path of an image's directories is in an isolated container.</summary>
    private string Inside(string text, ProcessImage image)
    {
        for (var i = 0; Isolated && i < image.Directories.Count; i++)
        {
            var directory = image.Directories[i];
            if (text == directory || text.StartsWith(directory + "/", StringComparison.Ordinal))
                return $"{ImageRoot}/{i}{text[directory.Length..]}";
        }

        return text;
    }

    private void Check(ContainerConfig config)
    {
        var security = config.Security;
        if (security.SeccompProfile is not ("" or "RuntimeDefault" or "Unconfined"))
            throw new RuntimeRefusalException("securityContext.seccompProfile", "the process runtime applies no profiles; use RuntimeDefault or Unconfined, or run containerd");
        if (security.AppArmorProfile is not ("" or "RuntimeDefault" or "Unconfined"))
            throw new RuntimeRefusalException("securityContext.appArmorProfile", "the process runtime applies no profiles; use RuntimeDefault or Unconfined, or run containerd");
        foreach (var mount in config.Mounts)
        {
            if (mount.Image.Length > 0)
                throw new RuntimeRefusalException("spec.volumes[].image", "the process runtime has no images to mount; run containerd");
            if (!Path.Exists(mount.HostPath))
                throw new RuntimeFailureException("mount", $"failed to stat \"{mount.HostPath}\": no such file or directory");
            if (!Isolated && mount.ContainerPath != mount.HostPath && !NotNeeded.Contains(mount.ContainerPath))
                throw Refusals.NotIsolated($"spec.containers[].volumeMounts ({mount.ContainerPath})", host.Abilities);
        }

        if (Isolated)
            return;
        if (security.ReadOnlyRootFilesystem)
            throw Refusals.NotIsolated("securityContext.readOnlyRootFilesystem", host.Abilities);
        if (config.Devices.Count > 0)
            throw Refusals.NotIsolated("spec.containers[].devices", host.Abilities);
    }
}
