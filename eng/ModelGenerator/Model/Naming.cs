using System.Text;

namespace Kube.ModelGenerator.Model;

/// <summary>Names that .NET Kubernetes developers know: <c>V1Pod</c>, and <c>Corev1Event</c> beside <c>Eventsv1Event</c> where two groups share one.</summary>
internal static class Naming
{
    private static readonly Dictionary<string, string> s_groups = new(StringComparer.Ordinal)
    {
        ["core"] = "", ["admission"] = "admission.k8s.io", ["admissionregistration"] = "admissionregistration.k8s.io", ["apidiscovery"] = "apidiscovery.k8s.io",
        ["apiserverinternal"] = "internal.apiserver.k8s.io", ["authentication"] = "authentication.k8s.io", ["authorization"] = "authorization.k8s.io",
        ["certificates"] = "certificates.k8s.io", ["coordination"] = "coordination.k8s.io", ["discovery"] = "discovery.k8s.io", ["events"] = "events.k8s.io",
        ["flowcontrol"] = "flowcontrol.apiserver.k8s.io", ["imagepolicy"] = "imagepolicy.k8s.io", ["networking"] = "networking.k8s.io", ["node"] = "node.k8s.io",
        ["rbac"] = "rbac.authorization.k8s.io", ["resource"] = "resource.k8s.io", ["scheduling"] = "scheduling.k8s.io", ["storage"] = "storage.k8s.io",
        ["storagemigration"] = "storagemigration.k8s.io", ["apiextensions"] = "apiextensions.k8s.io", ["apiregistration"] = "apiregistration.k8s.io",
        ["meta"] = "meta.k8s.io",
    };

    /// <summary>The API group and version of a protobuf package.</summary>
    public static (string Short, string Group, string Version) Place(string package)
    {
        var words = package.Split('.');
        var name = words[^2];
        return words[^1] == "version" ? ("version", "", "") : (name, s_groups.GetValueOrDefault(name, name), words[^1]);
    }

    /// <summary>OpenAPI's name of a message.</summary>
    public static string Definition(string fullName)
    {
        var package = fullName.Replace('_', '-');
        return "io.k8s." + package["k8s.io.".Length..];
    }

    public static string Property(string jsonName)
    {
        var name = new StringBuilder(jsonName.Length);
        var upper = true;
        foreach (var c in jsonName)
        {
            if (!char.IsLetterOrDigit(c)) { upper = true; continue; }
            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }
        return name.ToString();
    }

    /// <summary>Gives every type its class name; a name shared by several groups goes to the only published one, if there is one.</summary>
    public static void NameClasses(IReadOnlyCollection<ModelType> types)
    {
        foreach (var sharing in types.GroupBy(type => Capital(type.Version) + type.Name, StringComparer.Ordinal))
        {
            var published = sharing.Where(type => type.IsPublished).ToArray();
            foreach (var type in sharing)
            {
                var alone = sharing.Count() == 1 || (published.Length == 1 && published[0] == type);
                type.ClassName = alone ? sharing.Key : Capital(Place(type.FullName[..type.FullName.LastIndexOf('.')]).Short) + type.Version + type.Name;
            }
        }
        // The server's own version is no member of a group.
        types.Single(type => type.FullName == "k8s.io.apimachinery.pkg.version.Info").ClassName = "VersionInfo";
    }

    public static string Capital(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
}
