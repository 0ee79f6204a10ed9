namespace Kube.Node.Runtime;

internal static class LabelMatch
{
    public static bool All(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in wanted)
        {
            if (!labels.TryGetValue(key, out var has) || has != value)
                return false;
        }

        return true;
    }
}
