using System.Globalization;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>Who a container runs as.</summary>
internal sealed record RunUser(long User, long Group, IReadOnlyList<long> Groups)
{
    private const long Nobody = 65534;

    public static RunUser For(ContainerSecurity security, SandboxSecurity sandbox, ProcessRuntimeOptions options)
    {
        var own = (long)Native.Geteuid();
        if (own != 0)
        {
            var wanted = security.RunAsUser ?? (security.RunAsUserName.Length > 0 ? Lookup(security.RunAsUserName)?.User : own);
            if (wanted != own || (security.RunAsGroup ?? Native.Getegid()) != Native.Getegid())
                throw new RuntimeRefusalException("securityContext.runAsUser", $"the node runs as user {own} and cannot become another; run it as root");
            return new(own, Native.Getegid(), []);
        }

        var (user, group) = (security.RunAsUser, security.RunAsUserName) switch
        {
            ({ } id, _) => (id, Lookup(id.ToString(CultureInfo.InvariantCulture))?.Group ?? (id == 0 ? 0 : Nobody)),
            (_, { Length: > 0 } name) => Lookup(name) is { } found
                ? (found.User, found.Group)
                : throw new RuntimeRefusalException("securityContext.runAsUser", $"unable to find user {name}: no matching entries in passwd file"),
            _ => options.AllowHostRoot ? (0, 0) : (Nobody, Nobody),
        };
        group = security.RunAsGroup ?? group;
        long[] groups = [.. sandbox.SupplementalGroups.Concat(security.SupplementalGroups).Distinct()];
        if (!options.AllowHostRoot)
        {
            if (user == 0)
                throw Refusals.HostRoot("securityContext.runAsUser");
            if (group == 0)
                throw Refusals.HostRoot("securityContext.runAsGroup");
            if (groups.Contains(0))
                throw Refusals.HostRoot("securityContext.supplementalGroups");
            if (security.Privileged)
                throw Refusals.HostRoot("securityContext.privileged");
        }

        return new(user, group, groups);
    }

    /// <summary>A user of the host by name or number.</summary>
    private static (long User, long Group)? Lookup(string nameOrId)
    {
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            if (line.Split(':') is [var name, _, var user, var group, ..] && (name == nameOrId || user == nameOrId)
                && long.TryParse(user, CultureInfo.InvariantCulture, out var userId) && long.TryParse(group, CultureInfo.InvariantCulture, out var groupId))
            {
                return (userId, groupId);
            }
        }

        return null;
    }
}
