using System.Globalization;
using System.Text;

namespace Kube.Node.Runtime.Process.Shim;

/// <summary>
/// Named texts in order, names may repeat: what requests, answers and records are made of. Unknown names are ignored, so a newer agent can talk to an older shim.
/// As bytes: name, 0, value, 0, …
/// </summary>
internal sealed class Fields
{
    private readonly List<KeyValuePair<string, string>> _all = [];

    public Fields Add(string name, string value)
    {
        _all.Add(new(name, value));
        return this;
    }

    public Fields Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public Fields Add(string name, bool value) => value ? Add(name, "1") : this;

    public Fields Add(string name, IEnumerable<string> values)
    {
        foreach (var value in values)
            Add(name, value);
        return this;
    }

    public string Text(string name)
    {
        foreach (var (key, value) in _all)
        {
            if (key == name)
                return value;
        }

        return "";
    }

    public bool Flag(string name) => Text(name) == "1";

    public long Number(string name) => long.TryParse(Text(name), CultureInfo.InvariantCulture, out var number) ? number : 0;

    public List<string> Texts(string name)
    {
        var values = new List<string>();
        foreach (var (key, value) in _all)
        {
            if (key == name)
                values.Add(value);
        }

        return values;
    }

    public byte[] ToBytes()
    {
        var size = 0;
        foreach (var (key, value) in _all)
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value) + 2;
        var bytes = new byte[size];
        var at = 0;
        foreach (var (key, value) in _all)
        {
            at += Encoding.UTF8.GetBytes(key, bytes.AsSpan(at)) + 1;
            at += Encoding.UTF8.GetBytes(value, bytes.AsSpan(at)) + 1;
        }

        return bytes;
    }

    public static Fields Parse(ReadOnlySpan<byte> bytes)
    {
        var fields = new Fields();
        while (!bytes.IsEmpty)
        {
            var name = Next(ref bytes);
            fields.Add(name, Next(ref bytes));
        }

        return fields;
    }

    private static string Next(ref ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        bytes = end < 0 ? default : bytes[(end + 1)..];
        return text;
    }
}
