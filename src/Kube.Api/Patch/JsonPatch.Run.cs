using System.Globalization;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

public sealed partial class JsonPatch
{
    /// <summary>One application: the document as it changes, and what was copied so far.</summary>
    private sealed class Run(PatchNode root)
    {
        private PatchNode _root = root;
        private long _copied;

        private string _operation = "";

        public TreeNode Result()
        {
            // The library always reads the root into a map or array, and so writes it sorted.
            _ = _root.Members;
            _ = _root.Items;
            return PatchNode.ToTree(_root);
        }

        public void Apply(in Operation operation)
        {
            _operation = operation.Op;
            switch (operation.Op)
            {
                case "add": Add(Find(PathOf(operation)), PatchNode.Of(operation.Value)); break;
                case "remove": Remove(Find(PathOf(operation))); break;
                case "replace": Replace(operation); break;
                case "move": Move(operation); break;
                case "copy": Copy(operation); break;
                case "test": Test(operation); break;
                default: throw Fails($"Unexpected kind: {operation.Op}");
            }
        }

        private void Replace(in Operation operation)
        {
            if (PathOf(operation).Length == 0)
            {
                // Anything but an object or array is silently ignored: the library wraps a nil error.
                if (operation.Value is TreeObject or TreeArray) _root = PatchNode.Of(operation.Value)!;
                return;
            }
            var place = Find(operation.Path!);
            _ = Get(place);
            if (place.Container.Members is { } members) members[place.Key] = PatchNode.Of(operation.Value);
            else place.Container.Items![Index(place, place.Container.Items.Count)] = PatchNode.Of(operation.Value);
        }

        private void Move(in Operation operation)
        {
            var path = PathOf(operation);
            var source = Find(FromOf(operation));
            var value = Get(source);
            Remove(source);
            Add(Find(path), value);
        }

        private void Copy(in Operation operation)
        {
            var path = PathOf(operation);
            var value = Get(Find(FromOf(operation)));
            var target = Find(path);
            if (value is not null)
            {
                var snapshot = PatchNode.ToTree(value);
                _copied += snapshot.ToUtf8().Length;
                if (_copied > MaxCopiedBytes) throw Fails("Unable to copy, the accumulated size increase of copy operations is too large");
                value = PatchNode.Of(snapshot);
            }
            Add(target, value);
        }

        private void Test(in Operation operation)
        {
            var path = PathOf(operation);
            var value = path.Length == 0 ? _root : Get(Find(path));
            var expected = operation.Value ?? TreeNull.Instance;
            if (!PatchNode.Same(PatchNode.ToTree(value), expected)) throw Fails($"testing value {path} failed");
        }

        private static string PathOf(in Operation operation) =>
            operation.Path ?? throw Fails($"{operation.Op} operation failed to decode path: missing value");

        private static string FromOf(in Operation operation) =>
            operation.From ?? throw Fails($"{operation.Op} operation failed to decode from: missing value");

        /// <summary>The container in which a path's last part names something.</summary>
        private Place Find(string path)
        {
            var parts = path.Split('/');
            if (parts.Length < 2) throw Missing(path);
            var container = _root;
            for (var i = 1; i < parts.Length - 1; i++)
                container = TryGet(new Place(container, Decode(parts[i]))) ?? throw Missing(path);
            if (container.Members is null && container.Items is null) throw Missing(path);
            return new Place(container, Decode(parts[^1]));
        }

        private static PatchNode? TryGet(Place place)
        {
            if (place.Container.Members is { } members) return members.GetValueOrDefault(place.Key);
            if (place.Container.Items is not { } items || !TryIndex(place.Key, items.Count, out var index)) return null;
            return items[index];
        }

        private static PatchNode? Get(Place place) => place.Container.Members is { } members
            ? members.GetValueOrDefault(place.Key)
            : place.Container.Items![Index(place, place.Container.Items.Count)];

        private static void Add(Place place, PatchNode? value)
        {
            if (place.Container.Members is { } members)
            {
                members[place.Key] = value;
                return;
            }
            var items = place.Container.Items!;
            // One more place than there are items: -1 is the end.
            items.Insert(place.Key == "-" ? items.Count : Index(place, items.Count + 1), value);
        }

        private static void Remove(Place place)
        {
            if (place.Container.Members is { } members)
            {
                if (!members.Remove(place.Key)) throw Fails($"Unable to remove nonexistent key: {place.Key}: missing value");
                return;
            }
            place.Container.Items!.RemoveAt(Index(place, place.Container.Items.Count));
        }

        private static int Index(Place place, int count) =>
            TryIndex(place.Key, count, out var index) ? index : throw Fails($"Unable to access invalid index: {place.Key}: invalid index referenced");

        private static bool TryIndex(string key, int count, out int index)
        {
            if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index)) return false;
            if (index < 0) index += count;
            return index >= 0 && index < count;
        }

        private static string Decode(string part) =>
            part.Contains('~') ? part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) : part;

        private PatchException Missing(string path) => Fails($"{_operation} operation does not apply: doc is missing path: \"{path}\": missing value");

        private readonly record struct Place(PatchNode Container, string Key);
    }
}
