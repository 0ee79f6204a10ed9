using System.Text;

namespace Kube.Node.Dns;

/// <summary>Questions of this server's own.</summary>
internal static class DnsQuestion
{
    /// <summary>Writes a question under the number 0.</summary>
    /// <returns>Null when the name cannot be written.</returns>
    public static byte[]? Write(string name, ushort type)
    {
        var bytes = new List<byte>([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > 63 || !Ascii.IsValid(label)) return null;
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, (byte)(type >> 8), (byte)type, 0, 1]);
        return bytes.Count > 300 ? null : [.. bytes];
    }
}
