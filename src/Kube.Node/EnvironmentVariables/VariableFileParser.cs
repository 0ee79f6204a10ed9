using System.Text;

namespace Kube.Node.EnvironmentVariables;

/// <summary>
/// The format of files of variables: lines <c>NAME='value'</c>, a small part of what a shell reads. Values are in single quotes, taken as they are, over several lines if need be; blank lines, lines
/// that begin with <c>#</c> and such comments after a value say nothing (upstream's <c>ParseEnv</c>, 1.36).
/// </summary>
internal static class VariableFileParser
{
    // Upstream reads lines of no more; and no program can be started with a longer value, so that a container's file does not fill the agent's memory.
    private const int MaxLine = 64 * 1024, MaxValue = 1024 * 1024;

    /// <returns>The value of the first line of that name; empty when there is none. What comes after it is not looked at.</returns>
    /// <exception cref="FormatException">The file is malformed before that.</exception>
    public static string Find(TextReader file, string key)
    {
        for (var number = 1; ReadLine(file) is { } read; number++)
        {
            var line = read.AsSpan().TrimStart(" \t");
            if (line.IsEmpty || line[0] == '#') continue;
            var equals = line.IndexOf('=');
            if (equals < 0) throw Invalid(number, "missing '='");
            var name = line[..equals];
            if (name.TrimEnd(" \t").IsEmpty) throw Invalid(number, "empty variable name");
            if (name[^1] is ' ' or '\t') throw Invalid(number, "whitespace before '=' is not allowed");
            var isWanted = name.SequenceEqual(key);
            var value = line[(equals + 1)..];
            if (!value.IsEmpty && value[0] is ' ' or '\t')
            {
                // As in a shell: nothing is assigned, and what follows would be a command.
                if (isWanted) return "";
                continue;
            }

            if (value.IsEmpty || value[0] != '\'') throw Invalid(number, "value must be enclosed in single quotes");
            var text = Quoted(file, value[1..].ToString(), ref number);
            if (isWanted) return text;
        }

        return "";
    }

    private static string Quoted(TextReader file, string rest, ref int number)
    {
        var first = number;
        var value = new StringBuilder();
        while (true)
        {
            var end = rest.IndexOf('\'', StringComparison.Ordinal);
            value.Append(end < 0 ? rest : rest[..end]);
            if (value.Length > MaxValue) throw Invalid(first, "value too long");
            if (end >= 0)
            {
                var after = rest.AsSpan(end + 1).TrimStart(" \t");
                return after.IsEmpty || after[0] == '#' ? value.ToString() : throw Invalid(number, "unexpected content after closing quote");
            }

            value.Append('\n');
            rest = ReadLine(file) ?? throw new FormatException($"invalid environment variable format starting at line {first}: unclosed single quote");
            number++;
        }
    }

    /// <summary>A line without its end, which is a line feed, after a carriage return or not.</summary>
    private static string? ReadLine(TextReader file)
    {
        var read = file.Read();
        if (read < 0) return null;
        var line = new StringBuilder();
        for (; read >= 0 && read != '\n'; read = file.Read())
        {
            if (line.Length >= MaxLine) throw new FormatException("token too long");
            line.Append((char)read);
        }

        if (line.Length > 0 && line[^1] == '\r') line.Length--;
        return line.ToString();
    }

    private static FormatException Invalid(int line, string why) => new($"invalid environment variable format at line {line}: {why}");
}
