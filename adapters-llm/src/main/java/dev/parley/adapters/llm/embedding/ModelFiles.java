package dev.parley.adapters.llm.embedding;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model's files and the native libraries that run it, unpacked from their jars into one
 * directory. Models are written anew on the way, with operators that take less time. The tokenizer
 * that comes with a model may cut each text off early and fill each shorter one up, at 128 tokens
 * say, which costs recall and time; it is put right on the way.
 */
final class ModelFiles {
  private final LocalModel local;
  private final Path directory;

  ModelFiles(LocalModel local, Path directory) {
    this.local = local;
    this.directory = directory.toAbsolutePath();
  }

  Path model() {
    return directory.resolve(modelName());
  }

  Path tokenizer() {
    return directory.resolve(tokenizerName());
  }

  private String modelName() {
    return local.files() + "-fused-" + FusedBert.VERSION + ".onnx";
  }

  private String tokenizerName() {
    return local.files() + "-tokenizer.json";
  }

  /** Puts the model's files where they are looked for, unless they are there already. */
  void unpack() throws IOException {
    Files.createDirectories(directory);
    if (!Files.isRegularFile(model())) {
      replace(model(), fused(required(local.files() + ".onnx"))::writeTo);
    }
    byte[] tokenizer = corrected(required(tokenizerName()));
    if (!isThere(tokenizer(), tokenizer.length)) {
      replace(tokenizer(), tokenizer);
    }
  }

  /** Has the model written anew the next time, since what is there cannot be read. */
  void discardModel() throws IOException {
    Files.deleteIfExists(model());
  }

  private WireMessage.Writer fused(URL model) throws IOException {
    try (InputStream content = open(model)) {
      return FusedBert.of(content.readAllBytes(), local.pooling());
    }
  }

  /**
   * Has the native libraries unpacked here too. They are loaded once in a process, from where the
   * first to load them says: so this is to be followed by loading them. What an operator has set
   * stays.
   */
  void settleNativeLibraries() throws IOException {
    settleTokenizer();
    settleRuntime();
  }

  /**
   * The tokenizer's native code is unpacked below the user's home, and on some hosts reports its
   * use to its makers, unless it is told otherwise.
   */
  private void settleTokenizer() {
    setUnlessSet("DJL_CACHE_DIR", directory.resolve("djl").toString());
    setUnlessSet("OPT_OUT_TRACKING", "true");
    setUnlessSet("ai.djl.offline", "true");
  }

  /**
   * The runtime would unpack its libraries into a new temporary directory at each start, and leave
   * them there after a crash. Where we do not know the platform's, that is what it does.
   */
  private void settleRuntime() throws IOException {
    String platform = "ai/onnxruntime/native/" + platform() + "/";
    Path target = directory.resolve("onnxruntime");
    for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) {
      String name = System.mapLibraryName(library);
      URL found = find(platform + name);
      if (found == null) {
        return;
      }
      Files.createDirectories(target);
      unpack(found, target.resolve(name));
    }
    setUnlessSet("onnxruntime.native.path", target.toString());
  }

  private static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return (system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux")
        + (machine.equals("amd64") || machine.equals("x86_64") ? "-x64" : "-" + machine);
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private byte[] corrected(URL tokenizer) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (InputStream content = open(tokenizer)) {
      ObjectNode root = json.readValue(content, ObjectNode.class);
      root.putObject("truncation")
          .put("direction", "Right")
          .put("max_length", local.maxTokens())
          .put("strategy", "LongestFirst")
          .put("stride", 0);
      root.putNull("padding");
      return json.writeValueAsBytes(root);
    }
  }

  private static void unpack(URL resource, Path target) throws IOException {
    if (!isThere(target, sizeOf(resource))) {
      try (InputStream content = open(resource)) {
        replace(target, content.readAllBytes());
      }
    }
  }

  private static URL required(String name) throws FileNotFoundException {
    URL found = find(name);
    if (found == null) {
      throw new FileNotFoundException(name + ": not on the class path");
    }
    return found;
  }

  private static @Nullable URL find(String name) {
    return ModelFiles.class.getClassLoader().getResource(name);
  }

  private static InputStream open(URL resource) throws IOException {
    return connection(resource).getInputStream();
  }

  private static URLConnection connection(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  private static long sizeOf(URL resource) throws IOException {
    URLConnection connection = connection(resource);
    try (InputStream content = connection.getInputStream()) {
      long size = connection.getContentLengthLong();
      return size >= 0 ? size : content.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static boolean isThere(Path file, long size) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == size;
  }

  private static void replace(Path file, byte[] content) throws IOException {
    replace(file, channel -> Channels.newOutputStream(channel).write(content));
  }

  /** Whoever looks sees the old file or the whole new one, even after a crash. */
  private static void replace(Path file, Content content) throws IOException {
    Path whole = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    try {
      try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  /** What is to be in a file. */
  @FunctionalInterface
  private interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }
}
